import { faultClause, judgeStages, wasTried } from './connection-faults.js';
import { rule } from './rule.js';

const stages = ['login'] as const;

export const incomingLogin = rule({
  id: 'incoming-login',
  title: 'an incoming server that refuses the login',
  severity: 'error',
  why: 'No mail is fetched from a mailbox that does not open.',
  remedy:
    'Check user and password in the webmail of the provider, and that IMAP or POP3 is turned on for the account; where the provider has turned passwords off, use an app password or OAuth 2.0 (--token-env).',
  references: ['RFC 9051 6.2', 'RFC 1939 7'],
  needs: ['incoming'],
  applies: ({ facts }) => wasTried(facts.incoming, stages),
  check: ({ facts }) => judgeStages(facts.incoming, stages),
  say: faultClause,
});
