/** What is found in files, and where: every place is that of the text it is about. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineSource } from '../../src/lint/line-source.js';
import { lint, type Linted } from '../../src/lint/lint.js';
import { octodnsSource } from '../../src/lint/octodns-source.js';
import { SourceError, type PlacedName } from '../../src/lint/source.js';
import { zoneSource } from '../../src/lint/zone-source.js';

const readers: Readonly<Record<string, (text: string) => readonly PlacedName[]>> = {
  zone: (text) => zoneSource(text, { file: 'example.com.zone' }),
  records: (text) => lineSource(text, { file: 'records.txt' }),
  octodns: (text) => octodnsSource(text, { file: 'zones/example.com.yaml' }),
};

/** Findings as `rule line:column marked-text`. */
function found(text: string, { findings }: Linted): readonly string[] {
  const lines = text.split('\n');
  return findings.map(({ rule, at, endColumn }) => {
    const marked = lines[at.line - 1]?.slice(at.column - 1, endColumn && endColumn - 1) ?? '';
    return `${rule} ${at.line}:${at.column}${endColumn === undefined ? '' : ` ${marked}`}`;
  });
}

const head = '$ORIGIN example.com.\n$TTL 300\n@ SOA ns host 1 1 1 1 1\n';

describe.each<[string, string, string, readonly string[]]>([
  [
    'a zone',
    'zone',
    `${head}@ TXT "v=spf1 ipv4:1.2.3.4 -all"`,
    ['spf-unknown-mechanism 4:15 ipv4:1.2.3.4'],
  ],
  [
    'strings on several lines',
    'zone',
    `${head}@ 300 IN TXT ( "v=spf1 ip4:1.2.3.4 "\n  "ip4:1.2.3.999 -all" )`,
    ['spf-invalid-address 5:8 1.2.3.999'],
  ],
  [
    'escapes in front',
    'zone',
    `${head}@ TXT "v=\\115pf1 \\105p4:1.2.3.999 -all"`,
    ['spf-invalid-address 4:25 1.2.3.999'],
  ],
  [
    'a string that DNS does not allow',
    'zone',
    `${head}@ TXT "v=spf1 ${Array.from({ length: 20 }, (_, n) => `ip4:62.1.1.${2 * n}`).join(' ')} -all"`,
    [expect.stringMatching(/^spf-string-too-long 4:8 v=spf1 /) as string],
  ],
  [
    'an include that leads nowhere inside of the zone',
    'zone',
    `${head}@ TXT "v=spf1 include:x.example.com -all"\nx TXT "other"`,
    ['spf-include-without-record 4:15 include:x.example.com'],
  ],
  [
    'records one a line',
    'records',
    'v=spf1 -all\n\n# no record\nv=spf1 +all\nother\n',
    ['spf-pass-all 4:8 +all'],
  ],
  [
    'a record as dig prints it',
    'records',
    '"v=spf1 ip4:10.0.0.1" " mxx -all"',
    ['spf-reserved-range 1:9 ip4:10.0.0.1', 'spf-unknown-mechanism 1:25 mxx'],
  ],
  [
    'letters of more than one octet in front',
    'records',
    'v=spf1 x=\u00e9\ud83d\ude00 mxx -all',
    ['spf-not-ascii 1:10 \u00e9\ud83d\ude00', 'spf-unknown-mechanism 1:14 mxx'],
  ],
  [
    'octoDNS, plain, quoted and in a list',
    'octodns',
    [
      "'':",
      '  - type: MX',
      '    value: {exchange: mx., preference: 1}',
      '  - type: TXT',
      '    values:',
      '      - v=spf1 mxx -all',
      '      - other\\; thing',
      'www:',
      '  type: TXT',
      '  value: "v=spf1 ip5:1.2.3.4 -all"',
      '',
    ].join('\n'),
    ['spf-unknown-mechanism 6:16 mxx', 'spf-unknown-mechanism 10:18 ip5:1.2.3.4'],
  ],
])('%s', (_, reader, text, wanted) => {
  it('has its findings where they are', () => {
    expect(found(text, lint(readers[reader]?.(text) ?? []))).toEqual(wanted);
  });
});

it('counts records and other values', () => {
  const zone = `${head}@ TXT "v=spf1 -all"\n@ TXT "other"\nx TXT "v=spf1; -all"\ny TXT "more"`;
  const { records, skipped, findings } = lint(readers['zone']?.(zone) ?? []);
  expect({ records, skipped }).toEqual({ records: 2, skipped: 2 });
  expect(findings.map(({ rule }) => rule)).toEqual(['spf-near-miss-version']);
});

it('leaves open what depends on names that are not in the file', () => {
  const text = 'v=spf1 include:_spf.google.com a:mail.example.net mx -all';
  expect(lint(lineSource(text, { file: 'x' })).findings).toEqual([]);
});

it('judges by the rules that are chosen', () => {
  const text = 'v=spf1 ptr ?all';
  const rules = (selection: object) =>
    lint(lineSource(text, { file: 'x' }), selection).findings.map(({ rule }) => rule);
  expect(rules({})).toEqual(['spf-ptr', 'spf-neutral-all']);
  expect(rules({ only: ['spf-ptr'] })).toEqual(['spf-ptr']);
  expect(rules({ skip: ['spf-ptr'] })).toEqual(['spf-neutral-all']);
});

describe.each([
  ['zone', '$TTL 300\nx TXT "open', /^example\.com\.zone:2:7: /],
  ['records', '"v=spf1 \\999 -all"', /^records\.txt:1:\d+: no escape starts like this/],
  ['octodns', "'': [", /^zones\/example\.com\.yaml:1:\d+: /],
  ['octodns', 'just text', /^zones\/example\.com\.yaml: an octoDNS file has names at the top/],
])('a broken %s', (reader, text, wanted) => {
  it('is told with its place', () => {
    expect(() => readers[reader]?.(text)).toThrow(SourceError);
    expect(() => readers[reader]?.(text)).toThrow(wanted);
  });
});

it('takes an octoDNS file by the name of its zone', () => {
  expect(() => octodnsSource('', { file: 'zones.yaml' })).toThrow(/is called by its zone/);
});

it('reads whatever there is, or says that it cannot', () => {
  const pieces = fc.constantFrom(
    'v=spf1 ',
    'mxx',
    '"',
    '\\',
    '\\"',
    '\\105',
    '\n',
    '(',
    ')',
    ';',
    'TXT',
    '@ ',
    '\u00e9',
    "'': ",
    '- ',
    '\ud800',
    'type: TXT\n',
    ' ip4:1.2.3.4/99',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 30 }), (all) => {
      const text = all.join('');
      for (const read of Object.values(readers)) {
        try {
          for (const { at } of lint(read(text)).findings) {
            const line = text.split(/\r?\n/)[at.line - 1];
            expect(line).toBeDefined();
            expect(at.column).toBeLessThanOrEqual((line ?? '').length + 1);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(SourceError);
        }
      }
    }),
  );
});
