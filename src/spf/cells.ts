/** Address space cut into cells: addresses that nothing tells apart. */
import type { Intervals, Ranges } from './ranges.js';

/** Addresses of one family that each of some sets holds altogether or not at all. */
export interface Cell {
  readonly family: keyof Ranges;
  readonly intervals: Intervals;
  /** The sets that hold them, by their place. */
  readonly holders: ReadonlySet<number>;
}

/**
 * The cells of the sets, as few as possible; together they are all addresses of both families. Takes
 * n log n for n intervals, as long as there are not many cells: undefined where they are over `atMost`
 * in one family.
 */
export function cellsOf(sets: readonly Ranges[], atMost: number): readonly Cell[] | undefined {
  const ipv4 = familyCells(sets, 'ipv4', 1n << 32n, atMost);
  const ipv6 = ipv4 && familyCells(sets, 'ipv6', 1n << 128n, atMost);
  return ipv6 && [...ipv4, ...ipv6];
}

/** An address from which on a set holds what it did not hold before, or the other way round. */
interface Bound {
  readonly at: bigint;
  readonly set: number;
}

/** Which sets hold the address that the sweep is at. */
interface Holding {
  readonly holders: readonly number[];
  readonly intervals: { first: bigint; last: bigint }[];
  /** What it becomes where one set begins or ends. */
  readonly next: Map<number, Holding>;
}

function familyCells(
  sets: readonly Ranges[],
  family: keyof Ranges,
  end: bigint,
  atMost: number,
): readonly Cell[] | undefined {
  const known = new Map<string, Holding>();
  let holding = holdingOf([], known);
  let at = 0n;
  const advance = (to: bigint) => {
    if (to === at) return;
    const before = holding.intervals.at(-1);
    if (before !== undefined && before.last + 1n === at) before.last = to - 1n;
    else holding.intervals.push({ first: at, last: to - 1n });
    at = to;
  };
  for (const bound of boundsOf(sets, family)) {
    advance(bound.at);
    holding = turned(holding, bound.set, known);
    if (known.size > atMost) return undefined;
  }
  advance(end);
  return [...known.values()]
    .filter(({ intervals }) => intervals.length > 0)
    .map(({ holders, intervals }) => ({ family, intervals, holders: new Set(holders) }));
}

function boundsOf(sets: readonly Ranges[], family: keyof Ranges): readonly Bound[] {
  return sets
    .flatMap((ranges, set) =>
      ranges[family].flatMap(({ first, last }): readonly Bound[] => [
        { at: first, set },
        { at: last + 1n, set },
      ]),
    )
    .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

function turned(holding: Holding, set: number, known: Map<string, Holding>): Holding {
  let next = holding.next.get(set);
  if (next === undefined) {
    const { holders } = holding;
    const others = holders.filter((holder) => holder !== set);
    next = holdingOf(others.length < holders.length ? others : [...holders, set], known);
    holding.next.set(set, next);
    next.next.set(set, holding);
  }
  return next;
}

function holdingOf(holders: readonly number[], known: Map<string, Holding>): Holding {
  const sorted = holders.toSorted((a, b) => a - b);
  const key = sorted.join(' ');
  const found = known.get(key) ?? { holders: sorted, intervals: [], next: new Map() };
  known.set(key, found);
  return found;
}
