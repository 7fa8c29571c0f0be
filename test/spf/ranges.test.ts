/** Sets of addresses as intervals, and as the networks that a record writes. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseIp4, parseIp6 } from '../../src/dns/address.js';
import { cellsOf } from '../../src/spf/cells.js';
import {
  ALL_RANGES,
  difference,
  intersection,
  isEmpty,
  networksOf,
  NO_RANGES,
  printNetwork,
  rangesOf,
  sizeOf,
  union,
  type Ranges,
} from '../../src/spf/ranges.js';

/** Networks as text to ranges. */
function ranges(...texts: readonly string[]): Ranges {
  return rangesOf(
    texts.map((text) => {
      const [address = '', prefix] = text.split('/');
      const octets = parseIp4(address) ?? parseIp6(address) ?? [];
      const family = octets.length === 4 ? 4 : 6;
      return { family, octets, prefix: Number(prefix ?? octets.length * 8) };
    }),
  );
}

const network = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(0, 1, 127, 128, 255),
      fc.integer({ min: 0, max: 255 }),
      fc.integer({ min: 0, max: 32 }),
    )
    .map(([a, d, prefix]) => `10.${a}.0.${d}/${prefix}`),
  fc
    .tuple(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0, max: 128 }))
    .map(([last, prefix]) => `2001:db8::${last.toString(16)}/${prefix}`),
);
const someRanges = fc.array(network, { maxLength: 8 }).map((texts) => ranges(...texts));

describe('networksOf', () => {
  it.each<[readonly string[], readonly string[]]>([
    [[], []],
    [['192.0.2.0', '192.0.2.1'], ['192.0.2.0/31']],
    [
      ['192.0.2.1', '192.0.2.2'],
      ['192.0.2.1', '192.0.2.2'],
    ],
    [
      ['192.0.2.0/25', '192.0.2.128/25', '198.51.100.0/24'],
      ['192.0.2.0/24', '198.51.100.0/24'],
    ],
    [['0.0.0.0/1', '128.0.0.0/1'], ['0.0.0.0/0']],
    [
      ['255.255.255.255', '::', 'ffff::/16'],
      ['255.255.255.255', '::', 'ffff::/16'],
    ],
    [
      ['2001:db8::/33', '2001:db8:8000::/33', '192.0.2.5'],
      ['192.0.2.5', '2001:db8::/32'],
    ],
    [
      ['::/0', '0.0.0.0/0'],
      ['0.0.0.0/0', '::/0'],
    ],
  ])('%j is %j', (given, expected) => {
    expect(networksOf(ranges(...given)).map(printNetwork)).toEqual(expected);
  });

  it('holds the same addresses, and no two networks that could be one', () => {
    fc.assert(
      fc.property(someRanges, (given) => {
        const networks = networksOf(given);
        expect(rangesOf(networks)).toEqual(given);
        for (const [index, { family, octets, prefix }] of networks.entries()) {
          const next = networks[index + 1];
          if (next?.family !== family || next.prefix !== prefix || prefix === 0) continue;
          const parent = (one: readonly number[]) =>
            rangesOf([{ family, octets: one, prefix: prefix - 1 }]);
          expect(parent(octets)).not.toEqual(parent(next.octets));
        }
      }),
    );
  });
});

describe('the algebra', () => {
  it('keeps the laws of sets, and counts', () => {
    fc.assert(
      fc.property(someRanges, someRanges, (a, b) => {
        const both = intersection(a, b);
        expect(union(difference(a, b), both)).toEqual(a);
        expect(intersection(b, a)).toEqual(both);
        expect(isEmpty(intersection(difference(a, b), b))).toBe(true);
        expect(difference(ALL_RANGES, difference(ALL_RANGES, a))).toEqual(a);
        expect(union(a, b, NO_RANGES)).toEqual(union(b, a));
        expect(sizeOf(union(a, b)).ipv4 + sizeOf(both).ipv4).toBe(sizeOf(a).ipv4 + sizeOf(b).ipv4);
        expect(sizeOf(union(a, b)).ipv6 + sizeOf(both).ipv6).toBe(sizeOf(a).ipv6 + sizeOf(b).ipv6);
      }),
    );
  });
});

describe('cellsOf', () => {
  it('cuts all addresses into cells that no set tells apart', () => {
    fc.assert(
      fc.property(fc.array(someRanges, { maxLength: 5 }), (sets) => {
        const cells = cellsOf(sets, 1000) ?? [];
        const asRanges = cells.map(({ family, intervals }) => ({
          ...NO_RANGES,
          [family]: intervals,
        }));
        expect(union(...asRanges)).toEqual(ALL_RANGES);
        const total = asRanges.reduce(
          (sum, cell) => sum + sizeOf(cell).ipv4 + sizeOf(cell).ipv6,
          0n,
        );
        expect(total).toBe((1n << 32n) + (1n << 128n));
        for (const [index, { holders }] of cells.entries()) {
          const cell = asRanges[index] ?? NO_RANGES;
          sets.forEach((set, place) => {
            expect(isEmpty(difference(cell, set))).toBe(holders.has(place));
            expect(isEmpty(intersection(cell, set))).toBe(!holders.has(place));
          });
        }
        const names = cells.map(({ family, holders }) => `${family} ${[...holders].join(' ')}`);
        expect(new Set(names).size).toBe(names.length);
      }),
    );
  });

  it('gives up where there are more than were asked for', () => {
    const sets = Array.from({ length: 8 }, (_, at) => ranges(`10.0.0.${at}`, `10.0.1.${at}/31`));
    expect(cellsOf(sets, 20)).toBeDefined();
    expect(cellsOf(sets, 5)).toBeUndefined();
  });
});
