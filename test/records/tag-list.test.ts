import { describe, expect, it } from 'vitest';
import {
  hasVersion,
  itemsOf,
  misspeltVersion,
  parseTagList,
  tagOf,
} from '../../src/records/tag-list.js';

const pairs = (text: string) => parseTagList(text).tags.map(({ name, value }) => [name, value]);
const faults = (text: string) =>
  parseTagList(text).faults.map(({ problem, span }) => [problem, text.slice(span.start, span.end)]);

describe('parseTagList', () => {
  it.each([
    ['', []],
    ['a=1', [['a', '1']]],
    ['a=1;', [['a', '1']]],
    ['a=1; \t', [['a', '1']]],
    [
      'a=1;b=2',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    [
      ' a = 1 ; b\t=\t2 ',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    ['a=', [['a', '']]],
    ['a=b=c', [['a', 'b=c']]],
    ['a=1 2\r\n 3', [['a', '1 2\r\n 3']]],
    [
      'A_1=x; a_1=y',
      [
        ['A_1', 'x'],
        ['a_1', 'y'],
      ],
    ],
  ])('%j', (text, tags) => {
    expect(pairs(text)).toEqual(tags);
    expect(faults(text)).toEqual([]);
  });

  it.each([
    ['a=1;;b=2', ['no-tag', ';'], ['a', 'b']],
    [';a=1', ['no-tag', ';'], ['a']],
    ['a=1; nonsense; b=2', ['no-tag', 'nonsense'], ['a', 'b']],
    ['=1; b=2', ['no-tag', '=1'], ['b']],
    ['1a=x', ['no-tag', '1a=x'], []],
    ['a-b=x', ['no-tag', 'a-b=x'], []],
    ['a=1; a=2', ['duplicate-tag', 'a=2'], ['a']],
    ['a=x\u00a0\u0001y', ['invalid-character', '\u00a0\u0001'], ['a']],
  ] as const)('%j: %j, and reads on', (text, fault, names) => {
    expect(faults(text)).toEqual([fault]);
    expect(parseTagList(text).tags.map(({ name }) => name)).toEqual(names);
  });

  it('says where tags and values stand', () => {
    const text = ' v = DMARC1 ;p=none';
    const [version, policy] = parseTagList(text).tags;
    expect(version?.span).toEqual({ start: 1, end: 11 });
    expect(version?.at).toEqual({ start: 5, end: 11 });
    expect(text.slice(policy?.at.start, policy?.at.end)).toBe('none');
  });

  it('keeps the first of two tags', () => {
    expect(tagOf(parseTagList('a=1; a=2'), 'a')?.value).toBe('1');
    expect(tagOf(parseTagList('a=1'), 'A')).toBeUndefined();
  });

  it('takes time in proportion to the text', () => {
    for (const text of ['a;', ';', 'a=', ' ', 'a=1;'].map((part) => part.repeat(200_000))) {
      const before = performance.now();
      parseTagList(text);
      expect(performance.now() - before).toBeLessThan(3000);
    }
  });
});

it('itemsOf: the parts of a list, blanks left out, empty ones kept', () => {
  const text = 'x= a, b ,,c;d,e';
  const items = itemsOf(text, { start: 2, end: 11 }, ',');
  expect(items.map(({ start, end }) => text.slice(start, end))).toEqual(['a', 'b', '', 'c']);
});

describe('versions', () => {
  it.each([
    ['v=STSv1', true],
    ['v=STSv1;', true],
    ['v=STSv1 ; id=1', true],
    ['v=STSv1 id=1', false],
    ['v=STSv10;', false],
    ['v=stsv1;', false],
    [' v=STSv1;', false],
  ])('%j is one: %s', (value, expected) => {
    expect(hasVersion(value, 'v=STSv1')).toBe(expected);
  });

  it.each([
    ['v=stsv1; id=1', true],
    ['"v=STSv1; id=1"', true],
    ['v = STSv1; id=1', true],
    ['id=1; v=STSv1', true],
    ['v=STSv1; id=1', false],
    ['v=spf1 -all', false],
    ['', false],
  ])('%j was meant as one: %s', (value, expected) => {
    expect(misspeltVersion(value, 'v=STSv1') !== undefined).toBe(expected);
  });
});
