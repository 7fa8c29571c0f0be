import { isVoid, recordsOf } from '../dns/answer.js';
import { isWithin, type DomainName } from '../dns/name.js';
import { registrablePart } from '../dns/registrable.js';
import type { ReverseFact } from '../survey/survey.js';
import { isCovered } from '../survey/fact.js';
import { anyCovered } from './mail-hosts.js';
import { problem, rule, undetermined } from './rule.js';

export const mxReverseName = rule({
  id: 'mx-reverse-name',
  title: 'a mail host whose address has no name that leads back',
  severity: 'warning',
  why: 'Receivers refuse mail or give it a worse score when the address that it comes from has no name, or one that leads elsewhere; mail hosts mostly send too.',
  remedy:
    'Ask whoever provides the address for a PTR record that names the host, and let that name have the address.',
  references: ['RFC 1912 2.1', 'RFC 8601 3'],
  needs: ['reverse'],
  applies: ({ facts }) => anyCovered(facts.reverse.map(({ answer }) => answer)),
  *check({ domain, facts }) {
    for (const [host, places] of byHost(facts.reverse)) {
      const flaws = places.map((place) => ({ ...place, standing: standingOf(place) }));
      const unnamed = flaws.filter(({ standing }) => standing === 'unnamed');
      const astray = flaws.filter(({ standing }) => standing === 'astray');
      for (const { answer, forward } of flaws.filter(({ standing }) => standing === 'unknown')) {
        const failed = [answer, ...forward].find((found) => found.kind === 'failure');
        if (failed?.kind === 'failure' && isCovered(failed)) yield undetermined(failed, host);
      }
      if (unnamed.length + astray.length === 0) continue;
      const names = astray.flatMap(({ answer }) => recordsOf(answer, 'PTR'));
      yield problem(
        {
          unnamed: unnamed.map(({ address }) => address),
          astray: astray.map(({ address }) => address),
          names: names.slice(0, 3).map(({ target }) => target),
        },
        // Another's host is another's to mend.
        isOwn(host, domain) ? { subject: host } : { subject: host, severity: 'notice' },
      );
    }
  },
  say: ({ unnamed, astray, names }) =>
    [
      ...(unnamed.length > 0 ? [`${unnamed.join(', ')} has no name (PTR)`] : []),
      ...(astray.length > 0
        ? [`${astray.join(', ')} is named ${names.join(', ')}, which does not lead back`]
        : []),
    ].join('; '),
});

function byHost(places: readonly ReverseFact[]): ReadonlyMap<DomainName, readonly ReverseFact[]> {
  const hosts = new Map<DomainName, ReverseFact[]>();
  for (const place of places) hosts.set(place.host, [...(hosts.get(place.host) ?? []), place]);
  return hosts;
}

function standingOf({ address, answer, forward }: ReverseFact): string {
  if (answer.kind === 'failure') return 'unknown';
  if (isVoid(answer)) return 'unnamed';
  const back = forward.flatMap((found) => [...recordsOf(found, 'A'), ...recordsOf(found, 'AAAA')]);
  if (back.some((record) => record.address === address)) return 'confirmed';
  return forward.some(({ kind }) => kind === 'failure') ? 'unknown' : 'astray';
}

function isOwn(host: DomainName, domain: DomainName): boolean {
  return isWithin(host, registrablePart(domain) ?? domain);
}
