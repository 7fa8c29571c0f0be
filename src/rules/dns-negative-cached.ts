import { duration } from './duration.js';
import { holderText, isPublished } from './name-servers.js';
import { problem, rule } from './rule.js';

export const dnsNegativeCached = rule({
  id: 'dns-negative-cached',
  title: 'a resolver still holds that there is no SPF record',
  severity: 'notice',
  why: 'Somebody asked it before the record was published; receivers behind it find none until that has run out.',
  remedy:
    "Wait: it lasts as long as the lesser of the TTL and the minimum field of the zone's SOA record.",
  references: ['RFC 2308 5'],
  needs: ['propagation'],
  applies: isPublished,
  *check({ facts: { propagation } }) {
    for (const resolver of propagation.resolvers) {
      const { state, ttl, authoritative } = resolver;
      if (state !== 'none' || authoritative) continue;
      yield problem({ ttl }, { subject: holderText(resolver) });
    }
  },
  say: ({ ttl }) =>
    `holds that there is no SPF record${ttl === undefined ? '' : `, ${duration(ttl)} left`}`,
});
