/** Worlds without loops, made up: n0 may include n1 and later ones, n1 n2 and later ones, and so on. */
import * as fc from 'fast-check';
import type { Known } from '../../src/dns/answer.js';
import { txt, world } from '../world.js';

const SIZE = 5;
type TermSpec =
  | { readonly kind: 'plain'; readonly text: string; readonly cost: 0 | 1 }
  | { readonly kind: 'onward'; readonly text: string; readonly to: number };
export interface RecordSpec {
  readonly terms: readonly TermSpec[];
  /** An `all`, a redirect to a later name, or nothing. */
  readonly end: string | number;
}
export type WorldSpec = readonly RecordSpec[];

const octet = fc.constantFrom(0, 1, 127, 128, 255);
const network4 = fc
  .tuple(fc.constantFrom(10, 11), octet, octet, fc.constantFrom(0, 1, 7, 8, 9, 15, 16, 24, 31, 32))
  .map(([a, b, c, prefix]) => `ip4:${a}.${b}.${c}.${b}/${prefix}`);
const network6 = fc
  .tuple(fc.constantFrom('', '0', '8000'), fc.constantFrom(0, 1, 16, 17, 32, 33, 127, 128))
  .map(([group, prefix]) => `ip6:2a00:${group || '1'}::1/${prefix}`);
const host = fc
  .tuple(
    fc.constantFrom('a:h0.test', 'a:h1.test', 'mx:m.test', 'mx:h0.test', 'a:gone.test', 'A', 'mx'),
    fc.constantFrom('', '/24', '/0', '//64', '/31//0'),
  )
  .map(([term, prefix]) => term + prefix);
export const sign = fc.constantFrom('', '', '', '+', '-', '~', '?');

const plain = (term: fc.Arbitrary<string>, cost: 0 | 1) =>
  fc.tuple(sign, term).map(([q, found]): TermSpec => ({ kind: 'plain', text: q + found, cost }));

function recordAt(index: number, extra: readonly string[]): fc.Arbitrary<RecordSpec> {
  const later = fc.integer({ min: Math.min(index + 1, SIZE - 1), max: SIZE - 1 });
  const onward = fc
    .tuple(sign, later)
    .map(([q, to]): TermSpec => ({ kind: 'onward', text: `${q}include:n${to}.test`, to }));
  const last = index === SIZE - 1;
  return fc.record({
    terms: fc.array(
      fc.oneof(
        plain(network4, 0),
        plain(network6, 0),
        plain(host, 1),
        plain(fc.constantFrom('exists:h0.test', 'exists:gone.test', 'exists:v6.test', ...extra), 1),
        ...(last ? [] : [onward, onward]),
      ),
      { maxLength: 5 },
    ),
    end: fc.oneof(
      fc.constantFrom('-all', '~all', '?all', '+ALL', 'all', ''),
      ...(last ? [] : [later]),
    ),
  });
}

export const worldOf = (...extra: readonly string[]): fc.Arbitrary<WorldSpec> =>
  fc.tuple(...Array.from({ length: SIZE }, (_, index) => recordAt(index, extra)));

export function textOf({ terms, end }: RecordSpec): string {
  const tail = typeof end === 'number' ? `redirect=n${end}.test` : end;
  return ['v=spf1', ...terms.map((term) => term.text), tail].join(' ').trimEnd();
}

const hosts = `
  h0.test. A 10.1.127.5
  h0.test. A 11.255.0.9
  h0.test. AAAA 2a00:1::7
  h1.test. A 10.128.1.1
  v6.test. AAAA 2a00:8000::1
  m.test. MX 5 h0.test.
  m.test. MX 5 v6.test.
  n1.test. A 10.0.0.1
  n1.test. MX 1 h1.test.
`;

export function knownOf(spec: WorldSpec): Known {
  return world(hosts + spec.map((record, index) => txt(`n${index}.test`, textOf(record))).join(''));
}

/** Addresses at and beside the ends of what the worlds' terms hold. */
export const edges = [
  ...[0, 1, 127, 128, 255].flatMap((b) =>
    [0, 1, 128, 255].flatMap((c) => [`10.${b}.${c}.${b}`, `11.${b}.${c}.0`]),
  ),
  ...`10.1.127.5 10.1.127.4 10.1.127.6 11.255.0.9 10.128.1.1 10.0.0.1 9.255.255.255
    0.0.0.0 255.255.255.255 127.255.255.255 128.0.0.0 12.0.0.0
    :: 2a00::1 2a00:1::1 2a00:1::7 2a00:1::8 2a00:8000::1 2a00:8000:: 8000::
    7fff:ffff:ffff:ffff:: ffff::ffff ::ffff:10.0.0.0`.split(/\s+/),
];
