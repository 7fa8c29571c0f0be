import type { DomainName } from '../dns/name.js';
import { matchSet } from '../spf/address-set.js';
import { NO_RANGES, sizeOf, union } from '../spf/ranges.js';
import { walkTerms, type TermPlace } from '../spf/lookup-tree.js';
import type { OwnRecord } from '../survey/survey.js';
import { canPass, hasRecord, leadShown, pathText, unlessHidden } from './own-records.js';
import { problem, rule, type Problem } from './rule.js';
import { failuresHiding, widthsOf, type Width } from './term-width.js';

/** Bits: a mail service that needs more than this is hard to find. */
const NARROWEST_BROAD = { 4: 15, 6: 31 } as const;

interface Broad {
  readonly [arg: string]: string | number | readonly string[] | undefined;
  readonly terms: readonly string[];
  /** How many IPv4 addresses the terms hold together. */
  readonly ipv4: number;
  /** The shortest IPv6 prefix among them. */
  readonly ipv6?: number;
  /** Whose the record is, where it is not the domain's own. */
  readonly path?: string;
}

export const spfBroadRange = rule({
  id: 'spf-broad-range',
  title: 'very wide address ranges authorised',
  severity: 'warning',
  why: 'Everyone with a machine in the range can send as the domain and pass, customers of the same host included.',
  remedy:
    "List only the addresses of your mail servers; if it is an included service's range, ask the service whether it has an include of its own for customers.",
  references: ['RFC 7208 5.6', 'RFC 7208 11.4'],
  needs: ['spf'],
  applies: hasRecord,
  *check({ domain, facts }) {
    const told = new Set<string>();
    for (const own of facts.spf) {
      yield* unlessHidden(broadRanges(own, domain, told), failuresHiding(own, isBroad));
    }
  },
  say: ({ terms, ipv4, ipv6, path }) => {
    const sizes = [
      ...(ipv4 > 0 ? [`${ipv4.toLocaleString('en')} IPv4 addresses`] : []),
      ...(ipv6 === undefined ? [] : [`a whole IPv6 /${ipv6}`]),
    ];
    const whose = path === undefined ? '' : ` (in ${path})`;
    return `${terms.join(' ')}${whose} ${terms.length > 1 ? 'authorise' : 'authorises'} ${sizes.join(' and ')}`;
  },
});

// A prefix of no bits is everything, which is another finding.
function isBroad({ family, prefix }: Width): boolean {
  return prefix > 0 && prefix <= NARROWEST_BROAD[family];
}

function* broadRanges(
  own: OwnRecord,
  domain: DomainName,
  told: Set<string>,
): Generator<Problem<Broad>> {
  const byRecord = new Map<
    string,
    { readonly place: TermPlace; readonly widths: readonly Width[] }[]
  >();
  for (const place of walkTerms(own.tree.root)) {
    if (!canPass(place)) continue;
    const widths = widthsOf(place.term).filter(isBroad);
    if (widths.length === 0) continue;
    const path = pathText(place.path);
    const before = byRecord.get(path) ?? [];
    // A record that is included twice has its terms in the tree twice.
    if (before.some((other) => other.place.term.term.text === place.term.term.text)) continue;
    byRecord.set(path, [...before, { place, widths }]);
  }
  for (const [path, found] of byRecord) {
    const [first] = found;
    if (first === undefined) continue;
    const vendor = first.place.path.length > 1;
    const record = first.place.path.at(-1) ?? domain;
    // The same service in two records or twice in one is told once.
    if (vendor && told.has(record)) continue;
    told.add(record);
    const ipv6 = found.flatMap(({ widths }) =>
      widths.filter(({ family }) => family === 6).map(({ prefix }) => prefix),
    );
    yield problem(
      {
        terms: found.map(({ place }) => place.term.term.text),
        ipv4: broadIpv4(found, record),
        ...(ipv6.length > 0 ? { ipv6: Math.min(...ipv6) } : {}),
        ...(vendor ? { path } : {}),
      },
      {
        ...(vendor ? { subject: record } : {}),
        evidence: leadShown({ ...first.place, own }, domain),
      },
    );
  }
}

function broadIpv4(
  found: readonly { readonly place: TermPlace; readonly widths: readonly Width[] }[],
  domain: DomainName,
): number {
  let ranges = NO_RANGES;
  for (const { place, widths } of found) {
    if (widths.every(({ family }) => family === 6)) continue;
    ranges = union(ranges, matchSet(place.term, domain).ranges);
  }
  return Number(sizeOf(ranges).ipv4);
}
