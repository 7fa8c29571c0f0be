import { faultClause, judgeStages, wasTried } from './connection-faults.js';
import { rule } from './rule.js';

const stages = ['greeting', 'capabilities'] as const;

export const incomingGreeting = rule({
  id: 'incoming-greeting',
  title: 'an incoming server that does not take the conversation',
  severity: 'error',
  why: 'No mail is fetched: the server hangs up, stays silent, or speaks something else.',
  remedy:
    'Tick SSL/TLS for the ports 993 and 995; if that is right, ask the provider whether IMAP or POP3 is turned on for the account.',
  references: ['RFC 9051 7.1', 'RFC 1939 4'],
  needs: ['incoming'],
  applies: ({ facts }) => wasTried(facts.incoming, stages),
  check: ({ facts }) => judgeStages(facts.incoming, stages),
  say: faultClause,
});
