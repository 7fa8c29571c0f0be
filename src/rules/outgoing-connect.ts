import { faultClause, judgeStages, wasTried } from './connection-faults.js';
import { rule } from './rule.js';

const stages = ['resolve', 'connect'] as const;

export const outgoingConnect = rule({
  id: 'outgoing-connect',
  title: 'an outgoing server that cannot be reached',
  severity: 'error',
  why: 'The application can send nothing: its connection test stops before the first word.',
  remedy:
    "Correct the host and the port by the provider's own page; on hosted editions use 465, 587 or 2525, as 25 is closed there.",
  references: ['RFC 6409 3.1', 'RFC 8314 3.3'],
  needs: ['outgoing'],
  applies: ({ facts }) => wasTried(facts.outgoing, stages),
  check: ({ facts }) => judgeStages(facts.outgoing, stages),
  say: faultClause,
});
