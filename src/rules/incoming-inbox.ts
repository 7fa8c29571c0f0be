import { faultClause, judgeStages, wasTried } from './connection-faults.js';
import { rule } from './rule.js';

const stages = ['inbox', 'maildrop'] as const;

export const incomingInbox = rule({
  id: 'incoming-inbox',
  title: 'an incoming mailbox that does not open',
  severity: 'error',
  why: 'The login is right and the mail behind it is not to be had, so nothing is fetched.',
  remedy:
    'Close other programs that hold the mailbox, and ask the provider whether it is locked or full.',
  references: ['RFC 9051 6.3.3', 'RFC 1939 5'],
  needs: ['incoming'],
  applies: ({ facts }) => wasTried(facts.incoming, stages),
  check: ({ facts }) => judgeStages(facts.incoming, stages),
  say: faultClause,
});
