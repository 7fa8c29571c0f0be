import { speaks } from '../survey/propagation.js';
import { duration } from './duration.js';
import { isHeard } from './name-servers.js';
import { problem, rule } from './rule.js';

/** Seconds: what is longer keeps a mistake alive for days, what is shorter is hardly cached at all. */
const LONGEST = 86_400;
const SHORTEST = 60;

export const dnsTtlExtreme = rule({
  id: 'dns-ttl-extreme',
  title: 'the SPF record may be cached for very long or hardly at all',
  severity: 'notice',
  why: 'For the length of its TTL a change is not seen by whoever asked before; a very short one makes every receiver ask again for each mail.',
  remedy:
    'An hour is usual. Before a change set it to 300 seconds, wait for as long as the old TTL was, and set it back afterwards.',
  references: ['RFC 1035 3.2.1', 'RFC 1912 2.2'],
  needs: ['propagation'],
  applies: isHeard,
  *check({ facts: { propagation } }) {
    const ttls = propagation.authorities
      .filter((server) => speaks(server) && server.state !== 'none')
      .flatMap(({ ttl }) => (ttl === undefined ? [] : [ttl]));
    if (ttls.length === 0) return;
    const longest = Math.max(...ttls);
    const ttl = longest > LONGEST ? longest : Math.min(...ttls);
    if (ttl > LONGEST || ttl < SHORTEST) yield problem({ ttl, isLong: ttl > LONGEST });
  },
  say: ({ ttl, isLong }) =>
    `its TTL is ${duration(ttl)}, which is ${isLong ? `over ${duration(LONGEST)}` : `under ${duration(SHORTEST)}`}`,
});
