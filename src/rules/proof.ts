/** What an edit of the domain's record does to its senders, address by address, as data. */
import { providerOfInclude } from '../catalog/providers.js';
import { printAddress } from '../dns/address.js';
import type { DomainName } from '../dns/name.js';
import { addressFromValue } from '../spf/address.js';
import { errorRanges, matchSet, recordSet, type OpaqueTerm } from '../spf/address-set.js';
import type { Result } from '../spf/evaluation.js';
import type { RecordNode, TermNode, VoidLookups } from '../spf/lookup-tree.js';
import { toStrings } from '../spf/print.js';
import {
  difference,
  intersection,
  isEmpty,
  networksOf,
  NO_RANGES,
  printNetwork,
  sizeOf,
  union,
  type Ranges,
} from '../spf/ranges.js';
import type { OwnRecord, WishedInclude } from '../survey/survey.js';

/** Networks that one span of a proof names; how many there are is in `networkCount`. */
export const MAX_NETWORKS_NAMED = 100;

/** Addresses whose result changes, as far as one term decides about them. */
export interface AddressSpan {
  /** The term as written: of the old record where it is about those lost, else of the new one. */
  readonly term: string;
  /** Whose senders they are, by the catalogue; null where it does not know. */
  readonly provider: string | null;
  /** Networks as `ip4` and `ip6` write them, IPv4 first, ascending; the first {@link MAX_NETWORKS_NAMED}. */
  readonly networks: readonly string[];
  readonly networkCount: number;
  /** How many addresses. */
  readonly ipv4: bigint;
  readonly ipv6: bigint;
  /** One of them. */
  readonly example: string;
  /** The results for that one; `none` where nothing was published. */
  readonly before: Result;
  readonly after: Result;
}

/** Who passes by an include that was asked for. */
export interface AskedSenders {
  readonly target: DomainName;
  readonly provider: string | null;
  /** How many addresses. */
  readonly ipv4: bigint;
  readonly ipv6: bigint;
  /** Whether all could be counted: no term below depends on the message or could not be looked up. */
  readonly complete: boolean;
}

/** The record before and after, compared for every address. */
export interface Proof {
  /** Who passes and did not: all of them asked for, or meant by a record that receivers could not use. */
  readonly gained: readonly AddressSpan[];
  /** Who passed and does not. */
  readonly lost: readonly AddressSpan[];
  /** Who does not pass, with a milder result than before (fail, softfail, neutral). */
  readonly loosened: readonly AddressSpan[];
  /** The includes that were asked for. */
  readonly senders: readonly AskedSenders[];
  /** Terms of the new record's tree that depend on the message: whom they match is as it was. */
  readonly opaque: readonly OpaqueTerm[];
  /** Of several records before: their sum. */
  readonly lookups: { readonly before: number; readonly after: number };
  readonly voidLookups: { readonly before: VoidLookups; readonly after: VoidLookups };
  /** Octets of the text, and character-strings that it takes. */
  readonly size: { readonly before: number; readonly after: number; readonly strings: number };
}

/** What a proof is about. */
export interface Comparison {
  readonly domain: DomainName;
  /** What stands for the domain now. */
  readonly own: readonly OwnRecord[];
  readonly asked: readonly WishedInclude[];
  readonly after: RecordNode;
  /** Lookups before and after, estimates included. */
  readonly lookups: Proof['lookups'];
}

/** Compares. */
export function prove({ domain, own, asked, after, lookups }: Comparison): Proof {
  const before = own.flatMap(({ tree }) => tree.root.records);
  const passedBefore = unionOf(before.map((record) => passes(record, domain)));
  const passesAfter = passes(after, domain);
  const total = (value: (record: RecordNode) => number) =>
    before.reduce((sum, record) => sum + value(record), 0);
  return {
    gained: spansOf(difference(passesAfter, passedBefore), after, domain, 'none', 'pass'),
    lost: [],
    loosened: [],
    senders: asked.map((wish) => sendersOf(wish, passesAfter)),
    opaque: recordSet(after, domain).opaque,
    lookups,
    voidLookups: {
      before: {
        ipv4: total(({ voidLookups }) => voidLookups.ipv4),
        ipv6: total(({ voidLookups }) => voidLookups.ipv6),
      },
      after: after.voidLookups,
    },
    size: {
      before: total(({ record }) => record.text.length),
      after: after.record.text.length,
      strings: toStrings(after.record.text).length,
    },
  };
}

function unionOf(ranges: readonly Ranges[]): Ranges {
  return ranges.reduce(union, NO_RANGES);
}

function passes(record: RecordNode, domain: DomainName): Ranges {
  return difference(recordSet(record, domain).pass, errorRanges(record, domain));
}

function sendersOf({ target, tree }: WishedInclude, passing: Ranges): AskedSenders {
  const sets = tree.root.records.map((record) => recordSet(record, tree.root.domain));
  const wanted = unionOf(sets.map(({ pass }) => pass));
  return {
    target,
    provider: providerOfInclude(target)?.name ?? null,
    ...sizeOf(intersection(wanted, passing)),
    complete: sets.every(({ opaque }) => opaque.length === 0),
  };
}

/** The addresses by the term that decides about them. */
function spansOf(
  ranges: Ranges,
  record: RecordNode,
  domain: DomainName,
  before: Result,
  after: Result,
): readonly AddressSpan[] {
  const spans: AddressSpan[] = [];
  let left = ranges;
  for (const node of record.terms) {
    if (isEmpty(left)) break;
    const mine = intersection(left, matchSet(node, domain).ranges);
    if (isEmpty(mine)) continue;
    left = difference(left, mine);
    spans.push(spanOf(mine, node, before, after));
  }
  return spans;
}

function spanOf(ranges: Ranges, node: TermNode, before: Result, after: Result): AddressSpan {
  const networks = networksOf(ranges);
  return {
    term: node.term.text,
    provider:
      (node.target === undefined ? undefined : providerOfInclude(node.target)?.name) ?? null,
    networks: networks.slice(0, MAX_NETWORKS_NAMED).map(printNetwork),
    networkCount: networks.length,
    ...sizeOf(ranges),
    example: firstAddress(ranges),
    before,
    after,
  };
}

function firstAddress({ ipv4: [ipv4], ipv6: [ipv6] }: Ranges): string {
  if (ipv4 !== undefined) return printAddress(addressFromValue(4, ipv4.first));
  return ipv6 === undefined ? '' : printAddress(addressFromValue(6, ipv6.first));
}
