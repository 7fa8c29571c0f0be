/** Sets of addresses as sorted intervals over IPv4 and IPv6. */
import { printAddress } from '../dns/address.js';
import {
  addressBits,
  addressFromValue,
  addressValue,
  type Family,
  type Network,
} from './address.js';

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

/** First and last address of a network, host bits ignored. */
export function intervalOf({ family, octets, prefix }: Network): Interval {
  const host = (1n << BigInt(addressBits(family) - prefix)) - 1n;
  const last = addressValue(octets) | host;
  return { first: last - host, last };
}

/** Networks as ranges. */
export function rangesOf(networks: readonly Network[]): Ranges {
  const of = (family: Family) =>
    merge(networks.filter((found) => found.family === family).map(intervalOf));
  return { ipv4: of(4), ipv6: of(6) };
}

/** The fewest networks that hold exactly these addresses, IPv4 first, in ascending order. */
export function networksOf({ ipv4, ipv6 }: Ranges): readonly Network[] {
  return [
    ...ipv4.flatMap((interval) => blocksOf(interval, 4)),
    ...ipv6.flatMap((interval) => blocksOf(interval, 6)),
  ];
}

function blocksOf({ first, last }: Interval, family: Family): readonly Network[] {
  const blocks: Network[] = [];
  let at = first;
  while (at <= last) {
    let prefix: number = addressBits(family);
    let size = 1n;
    // A block of twice the size must begin where it is aligned, and end in time.
    while (prefix > 0 && (at & size) === 0n && at + 2n * size - 1n <= last) {
      prefix -= 1;
      size *= 2n;
    }
    blocks.push({ family, octets: addressFromValue(family, at), prefix });
    at += size;
  }
  return blocks;
}

/** The network as `ip4` and `ip6` write it: the prefix length is left out where it is a whole address. */
export function printNetwork({ family, octets, prefix }: Network): string {
  return prefix === addressBits(family)
    ? printAddress(octets)
    : `${printAddress(octets)}/${prefix}`;
}

/** Addresses that are to have the label, unless an earlier claim has them. */
export interface Claim<L> {
  readonly label: L;
  readonly ranges: Ranges;
}

/** Who gets which address: the first claim wins. Takes n log n for n intervals, in whatever order. */
export function firstMatch<L>(claims: readonly Claim<L>[]): ReadonlyMap<L, Ranges> {
  const joined = joinedClaims(claims);
  const [only] = joined;
  if (only !== undefined && joined.length === 1) return new Map([[only.label, only.ranges]]);
  const ipv4 = settle(joined, 'ipv4');
  const ipv6 = settle(joined, 'ipv6');
  return new Map(
    joined.map(({ label }) => [
      label,
      { ipv4: ipv4.get(label) ?? [], ipv6: ipv6.get(label) ?? [] },
    ]),
  );
}

/** Claims to the same label in a row as one. */
function joinedClaims<L>(claims: readonly Claim<L>[]): readonly Claim<L>[] {
  const rows: { readonly label: L; readonly ranges: Ranges[] }[] = [];
  for (const { label, ranges } of claims) {
    const last = rows.at(-1);
    if (last?.label === label) last.ranges.push(ranges);
    else rows.push({ label, ranges: [ranges] });
  }
  return rows.map(({ label, ranges }) => ({ label, ranges: unionOf(ranges) }));
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

/** Addresses in any of them. */
export function union(...sets: readonly Ranges[]): Ranges {
  return unionOf(sets);
}

function unionOf(sets: readonly Ranges[]): Ranges {
  const [only] = sets;
  if (only !== undefined && sets.length === 1) return only;
  return {
    ipv4: merge(sets.flatMap(({ ipv4 }) => ipv4)),
    ipv6: merge(sets.flatMap(({ ipv6 }) => ipv6)),
  };
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
