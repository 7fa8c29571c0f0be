import { faultClause, judgeStages, wasTried } from './connection-faults.js';
import { rule } from './rule.js';

const stages = ['login'] as const;

export const outgoingLogin = rule({
  id: 'outgoing-login',
  title: 'an outgoing server that refuses the login',
  severity: 'error',
  why: 'The application can send nothing through a server that does not know it.',
  remedy:
    'Check user and password in the webmail of the provider; where the provider has turned passwords off, use an app password or OAuth 2.0 (--token-env).',
  references: ['RFC 4954'],
  needs: ['outgoing'],
  applies: ({ facts }) => wasTried(facts.outgoing, stages),
  check: ({ facts }) => judgeStages(facts.outgoing, stages),
  say: faultClause,
});
