import { faultClause, judgeStages, wasTried } from './connection-faults.js';
import { rule } from './rule.js';

const stages = ['resolve', 'connect'] as const;

export const incomingConnect = rule({
  id: 'incoming-connect',
  title: 'an incoming server that cannot be reached',
  severity: 'error',
  why: 'No mail is fetched: replies of customers stay in the mailbox unseen.',
  remedy: "Correct the host and the port by the provider's own page: 993 for IMAP, 995 for POP3.",
  references: ['RFC 8314 3.2'],
  needs: ['incoming'],
  applies: ({ facts }) => wasTried(facts.incoming, stages),
  check: ({ facts }) => judgeStages(facts.incoming, stages),
  say: faultClause,
});
