import { faultClause, judgeStages, wasTried } from './connection-faults.js';
import { rule } from './rule.js';

const stages = ['recipient'] as const;

export const outgoingRecipient = rule({
  id: 'outgoing-recipient',
  title: 'an outgoing server that takes no mail for outside',
  severity: 'error',
  why: 'The server takes mail for its own domains only, so customers get nothing.',
  remedy: 'Log in (--user), or allow this account to relay at the provider.',
  references: ['RFC 5321 3.6', 'RFC 6409 6.1'],
  needs: ['outgoing'],
  applies: ({ facts }) => wasTried(facts.outgoing, stages),
  check: ({ facts }) => judgeStages(facts.outgoing, stages),
  say: faultClause,
});
