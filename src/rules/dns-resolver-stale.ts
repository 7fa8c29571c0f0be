import { duration } from './duration.js';
import { holderText, isPublished } from './name-servers.js';
import { problem, rule } from './rule.js';

export const dnsResolverStale = rule({
  id: 'dns-resolver-stale',
  title: 'a resolver still holds an older SPF record',
  severity: 'notice',
  why: 'Receivers behind it judge your mail by the older record until its TTL has run out; what is found here through such a resolver is about that record.',
  remedy:
    'Wait: nothing but time removes it, unless the resolver is yours and you empty its cache.',
  references: ['RFC 1034 3.6', 'RFC 1035 3.2.1'],
  needs: ['propagation'],
  applies: isPublished,
  *check({ facts: { propagation } }) {
    for (const resolver of propagation.resolvers) {
      const { state, ttl, authoritative } = resolver;
      if (state !== 'old' || authoritative) continue;
      yield problem({ ttl }, { subject: holderText(resolver) });
    }
  },
  say: ({ ttl }) => `holds an older record${ttl === undefined ? '' : `, ${duration(ttl)} left`}`,
});
