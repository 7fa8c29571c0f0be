import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { wordDiff } from '../../src/report/word-diff.js';

const printed = (before: string, after: string) =>
  wordDiff(before.split(' '), after.split(' '))
    .map(({ kind, text }) => `${{ same: '', gone: '-', new: '+' }[kind]}${text}`)
    .join(' ');

test.each([
  ['v=spf1 a ~all', 'v=spf1 a ~all', 'v=spf1 a ~all'],
  ['v=spf1 a ~all', 'v=spf1 i a ~all', 'v=spf1 +i a ~all'],
  ['v=spf1 a b ~all', 'v=spf1 a ~all', 'v=spf1 a -b ~all'],
  ['v=spf1 a ~all', 'v=spf1 b ~all', 'v=spf1 -a +b ~all'],
  ['v=spf1 a ~all b', 'v=spf1 b a ~all', 'v=spf1 +b a ~all -b'],
  ['a a a', 'a a', 'a a -a'],
])('%s to %s: %s', (before, after, expected) => {
  expect(printed(before, after)).toBe(expected);
});

/** Words in common, in order, by trying every one. */
function longest(a: readonly string[], b: readonly string[]): number {
  const [first, ...rest] = a;
  if (first === undefined) return 0;
  const without = longest(rest, b);
  const place = b.indexOf(first);
  return place === -1 ? without : Math.max(without, 1 + longest(rest, b.slice(place + 1)));
}

test('law: it leads from the one to the other, and nothing shorter does', () => {
  const words = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 9 });
  fc.assert(
    fc.property(words, words, (before, after) => {
      const diff = wordDiff(before, after);
      const but = (kind: string) =>
        diff.filter((word) => word.kind !== kind).map(({ text }) => text);
      expect(but('new')).toEqual(before);
      expect(but('gone')).toEqual(after);
      expect(diff.filter(({ kind }) => kind === 'same')).toHaveLength(longest(before, after));
    }),
  );
});

test('records as long as DNS allows take no time', () => {
  const words = (start: number) =>
    Array.from({ length: 16_000 }, (_, index) => `a:${start + index}`);
  const started = performance.now();
  const diff = wordDiff(words(0), words(20_000));
  expect(diff).toHaveLength(32_000);
  expect(performance.now() - started).toBeLessThan(1000);
});
