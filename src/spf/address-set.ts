/**
 * A record as a function from client address to result (RFC 7208 4.6.2: first match wins), as sorted
 * intervals over IPv4 and IPv6, with the terms that no interval can stand for beside them.
 */
import { recordsOf } from '../dns/answer.js';
import type { Asking } from '../dns/asking.js';
import type { DomainName } from '../dns/name.js';
import { parseIp4, parseIp6 } from '../dns/address.js';
import { addressBits, addressValue, type Family, type Network } from './address.js';
import { MAX_MX_HOSTS } from './limits.js';
import {
  lookupTree,
  mxRecords,
  recordTree,
  type RecordNode,
  type SpfNode,
  type TermNode,
} from './lookup-tree.js';
import { resultOf } from './print.js';
import type { KnownModifier, Qualifier, SpfRecord } from './record.js';

/** Addresses from `first` to `last`, both included. */
export interface Interval {
  readonly first: bigint;
  readonly last: bigint;
}

/** Sorted, disjoint and not adjacent. */
export type Intervals = readonly Interval[];

/** Addresses of both families. */
export interface Ranges {
  readonly ipv4: Intervals;
  readonly ipv6: Intervals;
}

export const NO_RANGES: Ranges = { ipv4: [], ipv6: [] };

export const ALL_RANGES: Ranges = {
  ipv4: [{ first: 0n, last: (1n << 32n) - 1n }],
  ipv6: [{ first: 0n, last: (1n << 128n) - 1n }],
};

/** The results by address. An address in none of them is neutral by default (RFC 7208 4.7). */
export interface AddressSet {
  readonly pass: Ranges;
  readonly fail: Ranges;
  readonly softfail: Ranges;
  readonly neutral: Ranges;
  /**
   * Terms whose match depends on the message or could not be looked up: any address may match them,
   * so with any of these the sets hold only for clients that they do not match.
   */
  readonly opaque: readonly OpaqueTerm[];
}

/** A term that depends on the message, so that no set of addresses says what it matches. */
export interface OpaqueTerm {
  /** The term as written, in the record of `domain`. */
  readonly text: string;
  readonly domain: DomainName;
  readonly qualifier: Qualifier;
}

/** The address set of what a domain publishes, or of a record as if it were published there. */
export function* addressSet(
  subject: DomainName | { readonly domain: DomainName; readonly record: SpfRecord },
): Asking<AddressSet> {
  const tree =
    typeof subject === 'string'
      ? yield* lookupTree(subject)
      : yield* recordTree(subject.domain, subject.record.text);
  return nodeSet(tree.root);
}

/** The address set of a name's record. */
function nodeSet(node: SpfNode): AddressSet {
  const [record] = node.records;
  return record === undefined || node.records.length > 1
    ? emptySet
    : recordSet(record, node.domain);
}

export const emptySet: AddressSet = {
  pass: NO_RANGES,
  fail: NO_RANGES,
  softfail: NO_RANGES,
  neutral: NO_RANGES,
  opaque: [],
};

/** The address set of one record that is published at `domain`. */
export function recordSet(record: RecordNode, domain: DomainName): AddressSet {
  const opaque: OpaqueTerm[] = [];
  const claims = record.terms.flatMap((node): Claim<ResultName>[] => {
    if (node.term.kind === 'modifier') {
      const target = node.below === undefined ? emptySet : nodeSet(node.below);
      opaque.push(...redirectOpaque(node, node.term, domain, target));
      return resultNames.map((result) => ({ label: result, ranges: target[result] }));
    }
    const match = matchSet(node, domain);
    opaque.push(...match.opaque);
    return [{ label: resultOf[node.term.qualifier], ranges: match.ranges }];
  });
  const settled = firstMatch(claims);
  return {
    pass: settled.get('pass') ?? NO_RANGES,
    fail: settled.get('fail') ?? NO_RANGES,
    softfail: settled.get('softfail') ?? NO_RANGES,
    neutral: settled.get('neutral') ?? NO_RANGES,
    opaque,
  };
}

const resultNames = ['pass', 'fail', 'softfail', 'neutral'] as const;
type ResultName = (typeof resultNames)[number];

function redirectOpaque(
  term: TermNode,
  redirect: KnownModifier,
  domain: DomainName,
  target: AddressSet,
): readonly OpaqueTerm[] {
  if (!isUnknown(term)) return target.opaque;
  return [...target.opaque, { text: redirect.text, domain, qualifier: '+' }];
}

/** The addresses that a directive matches, and what of it cannot be said. */
export function matchSet(
  node: TermNode,
  domain: DomainName,
): { readonly ranges: Ranges; readonly opaque: readonly OpaqueTerm[] } {
  const { term } = node;
  if (term.kind === 'modifier') return { ranges: NO_RANGES, opaque: [] };
  const own = isUnknown(node)
    ? [{ text: term.text, domain, qualifier: term.qualifier }]
    : ([] as const);
  switch (term.mechanism) {
    case 'all':
      return { ranges: ALL_RANGES, opaque: [] };
    case 'ip4':
    case 'ip6':
      return { ranges: rangesOf([term.network]), opaque: [] };
    case 'include': {
      const below = node.below === undefined ? emptySet : nodeSet(node.below);
      const opaque = below.opaque.map((atom) => ({ ...atom, qualifier: term.qualifier }));
      return { ranges: below.pass, opaque: [...own, ...opaque] };
    }
    case 'a':
    case 'mx': {
      const networks = node.answers.flatMap((answer) => [
        ...recordsOf(answer, 'A').map((record) => network(4, record.address, term.ip4Prefix)),
        ...recordsOf(answer, 'AAAA').map((record) => network(6, record.address, term.ip6Prefix)),
      ]);
      return { ranges: rangesOf(networks.filter((found) => found !== undefined)), opaque: own };
    }
    case 'exists':
      return {
        ranges: node.answers.some((answer) => answer.kind === 'noerror') ? ALL_RANGES : NO_RANGES,
        opaque: own,
      };
    case 'ptr':
      return {
        ranges: NO_RANGES,
        opaque: [{ text: term.text, domain, qualifier: term.qualifier }],
      };
  }
}

/**
 * The addresses for which a record published at `domain` gives permerror: its syntax is wrong, or an
 * include, a redirect or an mx is in error before anything matches (RFC 7208 4.6, 4.6.4, 5.2, 6.1). The
 * results of `recordSet` are those that the record would give without these errors.
 */
export function errorRanges(record: RecordNode, domain: DomainName): Ranges {
  if (record.record.faults.length > 0) return ALL_RANGES;
  const claims = record.terms.flatMap((term): Claim<'error' | 'match'>[] => [
    { label: 'error', ranges: termErrors(term) },
    { label: 'match', ranges: matchSet(term, domain).ranges },
  ]);
  return firstMatch(claims).get('error') ?? NO_RANGES;
}

/** The addresses for which a term is in error, if it is asked. */
export function termErrors({ term, below, untargeted, answers }: TermNode): Ranges {
  if (term.kind === 'modifier' || term.mechanism === 'include') {
    if (below !== undefined) return nodeErrors(below);
    return untargeted === 'malformed' ? ALL_RANGES : NO_RANGES;
  }
  const [exchange] = answers;
  const isMxInError =
    term.mechanism === 'mx' && exchange !== undefined && mxRecords(exchange).length > MAX_MX_HOSTS;
  return isMxInError ? ALL_RANGES : NO_RANGES;
}

function nodeErrors({ domain, answer, unwalked, records }: SpfNode): Ranges {
  // What was not found out is no error.
  if (unwalked === 'bound' || answer?.kind === 'failure') return NO_RANGES;
  const [record] = records;
  return record === undefined || records.length > 1 ? ALL_RANGES : errorRanges(record, domain);
}

/** Whether a term may match more than was found out. */
function isUnknown(node: TermNode): boolean {
  return (
    node.untargeted === 'opaque' ||
    node.below?.unwalked === 'bound' ||
    node.below?.answer?.kind === 'failure' ||
    node.answers.some((answer) => answer.kind === 'failure')
  );
}

function network(family: Family, address: string, prefix: number): Network | undefined {
  const octets = family === 4 ? parseIp4(address) : parseIp6(address);
  return octets === undefined ? undefined : { family, octets, prefix };
}

/** First and last address of a network, host bits ignored. */
export function intervalOf({ family, octets, prefix }: Network): Interval {
  const host = (1n << BigInt(addressBits(family) - prefix)) - 1n;
  const last = addressValue(octets) | host;
  return { first: last - host, last };
}

/** Networks as ranges. */
function rangesOf(networks: readonly Network[]): Ranges {
  const of = (family: Family) =>
    merge(networks.filter((found) => found.family === family).map(intervalOf));
  return { ipv4: of(4), ipv6: of(6) };
}

/** Addresses that are to have the label, unless an earlier claim has them. */
interface Claim<L> {
  readonly label: L;
  readonly ranges: Ranges;
}

/** Who gets which address: the first claim wins. Takes n log n for n intervals, in whatever order. */
function firstMatch<L>(claims: readonly Claim<L>[]): ReadonlyMap<L, Ranges> {
  const ipv4 = settle(claims, 'ipv4');
  const ipv6 = settle(claims, 'ipv6');
  return new Map(
    claims.map(({ label }) => [
      label,
      { ipv4: ipv4.get(label) ?? [], ipv6: ipv6.get(label) ?? [] },
    ]),
  );
}

interface Ranked<L> extends Interval {
  readonly rank: number;
  readonly label: L;
}

function settle<L>(claims: readonly Claim<L>[], family: keyof Ranges): ReadonlyMap<L, Intervals> {
  const waiting = claims
    .flatMap(({ label, ranges }, rank) =>
      ranges[family].map(({ first, last }): Ranked<L> => ({ first, last, rank, label })),
    )
    .toSorted(byFirst);
  const won = new Map<L, { first: bigint; last: bigint }[]>();
  // Those that hold the current address or did so before, the first claim at the end.
  const open: Ranked<L>[] = [];
  let next = 0;
  let at = 0n;
  for (;;) {
    while ((open.at(-1)?.last ?? at) < at) open.pop();
    if (open.length === 0) {
      const begin = waiting[next];
      if (begin === undefined) return won;
      at = begin.first > at ? begin.first : at;
    }
    for (let found = waiting[next]; found !== undefined && found.first <= at;) {
      if (found.last >= at) openAt(open, found);
      next += 1;
      found = waiting[next];
    }
    const winner = open.at(-1);
    if (winner === undefined) continue;
    const until = waiting[next]?.first;
    const last = until === undefined || until > winner.last ? winner.last : until - 1n;
    award(won, winner.label, at, last);
    at = last + 1n;
  }
}

function byFirst(a: Interval, b: Interval): number {
  if (a.first === b.first) return 0;
  return a.first < b.first ? -1 : 1;
}

/** Puts a claim where its rank belongs: the lowest rank stands at the end. */
function openAt<L>(open: Ranked<L>[], claim: Ranked<L>): void {
  let low = 0;
  let high = open.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((open[middle]?.rank ?? 0) > claim.rank) low = middle + 1;
    else high = middle;
  }
  open.splice(low, 0, claim);
}

function award<L>(
  won: Map<L, { first: bigint; last: bigint }[]>,
  label: L,
  first: bigint,
  last: bigint,
): void {
  const mine = won.get(label) ?? [];
  won.set(label, mine);
  const before = mine.at(-1);
  if (before !== undefined && before.last + 1n === first) before.last = last;
  else mine.push({ first, last });
}

function merge(intervals: Intervals): Intervals {
  const merged: { first: bigint; last: bigint }[] = [];
  for (const { first, last } of intervals.toSorted(byFirst)) {
    const before = merged.at(-1);
    if (before === undefined || first > before.last + 1n) merged.push({ first, last });
    else if (last > before.last) before.last = last;
  }
  return merged;
}

function subtract(from: Intervals, what: Intervals): Intervals {
  const left: Interval[] = [];
  let next = 0;
  for (const { first, last } of from) {
    let start = first;
    while (next < what.length && (what[next]?.last ?? 0n) < start) next += 1;
    for (let at = next; at < what.length; at += 1) {
      const hole = what[at];
      if (hole === undefined || hole.first > last) break;
      if (hole.first > start) left.push({ first: start, last: hole.first - 1n });
      start = hole.last + 1n;
    }
    if (start <= last) left.push({ first: start, last });
  }
  return left;
}

/** Addresses in either. */
export function union(a: Ranges, b: Ranges): Ranges {
  return { ipv4: merge([...a.ipv4, ...b.ipv4]), ipv6: merge([...a.ipv6, ...b.ipv6]) };
}

/** Addresses of `from` that are not in `what`. */
export function difference(from: Ranges, what: Ranges): Ranges {
  return { ipv4: subtract(from.ipv4, what.ipv4), ipv6: subtract(from.ipv6, what.ipv6) };
}

/** Addresses in both. */
export function intersection(a: Ranges, b: Ranges): Ranges {
  return difference(a, difference(a, b));
}

/** Whether there is no address in it. */
export function isEmpty(ranges: Ranges): boolean {
  return ranges.ipv4.length === 0 && ranges.ipv6.length === 0;
}

/** How many addresses there are. */
export function sizeOf(ranges: Ranges): { readonly ipv4: bigint; readonly ipv6: bigint } {
  return { ipv4: countOf(ranges.ipv4), ipv6: countOf(ranges.ipv6) };
}

function countOf(intervals: Intervals): bigint {
  return intervals.reduce((total, { first, last }) => total + last - first + 1n, 0n);
}
