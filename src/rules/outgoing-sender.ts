import { faultClause, judgeStages, wasTried } from './connection-faults.js';
import { rule } from './rule.js';

const stages = ['sender'] as const;

export const outgoingSender = rule({
  id: 'outgoing-sender',
  title: 'an outgoing server that refuses the sender',
  severity: 'error',
  why: 'Mail in the name of this address is not taken; the application sends in the name of many.',
  remedy:
    'Allow the address as a sender of the account at the provider, or set a sender filter so that the application uses one that the account owns.',
  references: ['RFC 5321 4.1.1.2', 'RFC 6409 6.1'],
  needs: ['outgoing'],
  applies: ({ facts }) => wasTried(facts.outgoing, stages),
  check: ({ facts }) => judgeStages(facts.outgoing, stages),
  say: faultClause,
});
