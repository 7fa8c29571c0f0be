import { faultClause, judgeStages, wasTried } from './connection-faults.js';
import { rule } from './rule.js';

const stages = ['greeting', 'capabilities'] as const;

export const outgoingGreeting = rule({
  id: 'outgoing-greeting',
  title: 'an outgoing server that does not take the conversation',
  severity: 'error',
  why: 'The application can send nothing: the server hangs up, stays silent, or speaks something else.',
  remedy:
    'Choose the security type that belongs to the port: SSL/TLS for 465, STARTTLS for 587 and 2525; if it is right, ask the provider whether this address is blocked.',
  references: ['RFC 5321 4.3.2', 'RFC 8314 3.3'],
  needs: ['outgoing'],
  applies: ({ facts }) => wasTried(facts.outgoing, stages),
  check: ({ facts }) => judgeStages(facts.outgoing, stages),
  say: faultClause,
});
