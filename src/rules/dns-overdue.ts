import { duration } from './duration.js';
import { isHeard } from './name-servers.js';
import { problem, rule } from './rule.js';

export const dnsOverdue = rule({
  id: 'dns-overdue',
  title: 'the new SPF record takes longer to arrive than it can',
  severity: 'error',
  why: 'A change is seen everywhere once the TTL of what was there before has run out, within 48 hours at the most; what is not seen by then does not come by itself.',
  remedy:
    "Look at the zone's servers above: where they lack the record it was published at another host or not saved; where they have it, ask whoever runs the resolver.",
  references: ['RFC 1034 3.6', 'Twenty20: How to use my own email servers'],
  needs: ['propagation'],
  applies: (context) => isHeard(context) && context.facts.propagation.dated,
  *check({ facts: { propagation } }) {
    const { overdue } = propagation;
    if (overdue === undefined) return;
    const { by, seconds } = overdue;
    yield problem({ by, seconds, limit: overdue.by === 'documented' ? overdue.limit : undefined });
  },
  say: ({ seconds, limit }) =>
    limit === undefined
      ? `every TTL that was seen ran out ${duration(seconds)} ago, and resolvers still do not have the record`
      : `it was published ${duration(seconds)} ago, and ${duration(limit)} are the most it takes`,
});
