import { faultClause, judgeStages, wasTried } from './connection-faults.js';
import { rule } from './rule.js';

const stages = ['data'] as const;

export const outgoingData = rule({
  id: 'outgoing-data',
  title: 'an outgoing server that refuses the message',
  severity: 'error',
  why: 'The server takes sender and recipient and still no message, mostly by a policy or a quota.',
  remedy: "Read the server's reply: it names the policy; ask the provider to lift it.",
  references: ['RFC 5321 4.1.1.4'],
  needs: ['outgoing'],
  applies: ({ facts }) => wasTried(facts.outgoing, stages),
  check: ({ facts }) => judgeStages(facts.outgoing, stages),
  say: faultClause,
});
