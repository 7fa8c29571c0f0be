/** What holds of every text, record and world, on generated ones. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answer } from '../../src/dns/asking.js';
import { name, type DomainName } from '../../src/dns/name.js';
import { parseIp4, parseIp6 } from '../../src/dns/address.js';
import { addressValue } from '../../src/spf/address.js';
import { addressSet, errorRanges, type AddressSet } from '../../src/spf/address-set.js';
import { type Ranges } from '../../src/spf/ranges.js';
import { amendRecord, type Wish } from '../../src/spf/amend.js';
import { lookupTree } from '../../src/spf/lookup-tree.js';
import { mergeRecords } from '../../src/spf/merge.js';
import { parseSpf } from '../../src/spf/parse.js';
import { printSpf, toStrings } from '../../src/spf/print.js';
import type { SpfRecord } from '../../src/spf/record.js';
import { recordPieces } from '../fuzz/record.js';
import { naiveResult } from '../naive-spf.js';
import { edges, knownOf, sign, textOf, worldOf, type WorldSpec } from './made-up-worlds.js';

const domain = name('n0.test');

/** Pieces that a grammar stumbles over, put together in every way. */
const attack = fc
  .array(fc.oneof(fc.constantFrom(...recordPieces), fc.constant(' ')), { maxLength: 40 })
  .map((parts) => parts.join(''));

describe('parseSpf', () => {
  it('is undone by printSpf', () => {
    const meaning = ({ terms, faults }: SpfRecord) => ({
      terms: terms.map((term) => ({ ...term, span: undefined })),
      faults: faults.map(({ problem, reason, suggestion }) => [problem, reason, suggestion]),
    });
    fc.assert(
      fc.property(attack, (terms) => {
        const record = parseSpf(`v=spf1 ${terms}`);
        expect(meaning(parseSpf(printSpf(record)))).toEqual(meaning(record));
      }),
    );
  });

  it('suggests legal terms only', () => {
    fc.assert(
      fc.property(attack, (terms) => {
        for (const { suggestion } of parseSpf(`v=spf1 ${terms}`).faults) {
          if (suggestion !== undefined) {
            expect(parseSpf(`v=spf1 ${suggestion}`)).toMatchObject({ faults: [] });
          }
        }
      }),
    );
  });

  it.each([
    'a',
    '%{',
    '/1',
    '.',
    'a.',
    '1:',
    '~all',
    'ip4:',
    ' a',
    ' x',
    ' \u00e9',
    'a:',
    '%{d}',
    '9',
    ' exp=',
  ])('finishes 64 KiB of %j', (piece) => {
    const body = piece.repeat(Math.floor(65_536 / piece.length));
    for (const start of ['v=spf1 a:', 'v=spf1 exists:%{d']) {
      const record = parseSpf(start + body);
      expect(amendRecord(record, { domain, includes: [name('_spf.odoo.com')] }).record).toContain(
        'include:_spf.odoo.com',
      );
    }
  });
});

describe('toStrings', () => {
  it('joins back, and no string is over 255 octets', () => {
    const long = fc.array(fc.string({ unit: 'grapheme-ascii', maxLength: 400 }), { maxLength: 12 });
    fc.assert(
      fc.property(long, (words) => {
        const record = words.join(' ');
        const strings = toStrings(record);
        expect(strings.join('')).toBe(record);
        expect(Math.max(...strings.map(({ length }) => length))).toBeLessThanOrEqual(255);
      }),
    );
  });

  it('cuts where no term is torn, when it can', () => {
    const record = `v=spf1 ${'ip4:192.0.2.1 '.repeat(60)}-all`;
    for (const part of toStrings(record).slice(1)) expect(part).toMatch(/^ (?:ip4|-all)/);
  });
});

/** 4.6.4 by hand: each term that costs, and what lies below it, each time. */
function naiveLookups(spec: WorldSpec, index: number): number {
  const { terms, end } = spec[index] ?? { terms: [], end: '' };
  return [
    ...terms.map((term) => (term.kind === 'plain' ? term.cost : 1 + naiveLookups(spec, term.to))),
    typeof end === 'number' ? 1 + naiveLookups(spec, end) : 0,
  ].reduce((total, cost) => total + cost, 0);
}

describe('lookupTree', () => {
  it('counts what a naive recursion counts', () => {
    const specs = worldOf('ptr', 'ptr:n1.test', 'exists:%{ir}.%{v}.test', 'exists:.test');
    fc.assert(
      fc.property(specs, (spec) => {
        const tree = answer(lookupTree(domain), knownOf(spec));
        expect(tree.lookups).toBe(naiveLookups(spec, 0));
        expect(tree.truncated).toBe(false);
      }),
      { numRuns: 150 },
    );
  });
});

function holds(ranges: Ranges, address: string): boolean {
  const octets = parseIp4(address) ?? parseIp6(address) ?? [];
  const value = addressValue(octets);
  const intervals = octets.length === 4 ? ranges.ipv4 : ranges.ipv6;
  return intervals.some(({ first, last }) => first <= value && value <= last);
}

function resultOf(set: AddressSet, address: string): string {
  const results = (['pass', 'fail', 'softfail', 'neutral'] as const).filter((result) =>
    holds(set[result], address),
  );
  expect(results.length).toBeLessThanOrEqual(1);
  return results[0] ?? 'neutral';
}

describe('addressSet', () => {
  it('gives every address the result of the first match, or an error that comes before', () => {
    fc.assert(
      fc.property(worldOf('include:none.test'), (spec) => {
        const know = knownOf(spec);
        const { root } = answer(lookupTree(domain), know);
        const set = answer(addressSet(domain), know);
        const errors = root.records.map((found) => errorRanges(found, domain));
        expect(set.opaque).toEqual([]);
        const record = textOf(spec[0] ?? { terms: [], end: '' });
        for (const address of edges) {
          const found = errors.some((ranges) => holds(ranges, address))
            ? 'permerror'
            : resultOf(set, address);
          const naive = naiveResult(know, domain, record, address);
          expect(`${address} ${found}`).toBe(`${address} ${naive}`);
        }
      }),
      { numRuns: 50 },
    );
  });
});

// ---- edits

const legalTerm = fc.oneof(
  fc
    .tuple(
      sign,
      fc.constantFrom(
        ...'all|ALL|a|A:n0.test|a:n0.test.|mx|mx/24|ptr|ip4:10.0.0.0/8|ip4:10.9.9.9/8|ip4:10.0.0.1'.split(
          '|',
        ),
        ...'ip6:2A00::/16|ip6:2a00:0::1/16|include:x.test|include:X.test.|include:y.test'.split(
          '|',
        ),
        ...'include:_spf.odoo.com|include:spf.odoo.com|include:%{d}.test|include:%{D}.test'.split(
          '|',
        ),
        ...'exists:%{ir}.test|exists:%{i}.test|exists:x.test'.split('|'),
      ),
    )
    .map(([q, term]) => q + term),
  fc.constantFrom('moo=', 'moo=x', 'a=%%', 'redirect=x.test', 'Redirect=y.test', 'exp=why.test'),
);
const legalRecord = fc
  .array(legalTerm, { maxLength: 8 })
  .map((terms) => {
    const once = (modifier: RegExp) => {
      const index = terms.findIndex((term) => modifier.test(term));
      return (_: string, at: number) => at === index || !modifier.test(terms[at] ?? '');
    };
    const [redirect, exp] = [once(/^redirect=/i), once(/^exp=/)];
    return ['v=spf1', ...terms.filter((term, at) => redirect(term, at) && exp(term, at))];
  })
  .chain((terms) => fc.constantFrom(' ', '  ').map((blank) => terms.join(blank)));

describe('amendRecord', () => {
  const odoo = name('_spf.odoo.com');
  const wish = fc.record({
    includes: fc.subarray<DomainName>([odoo, name('x.test'), name('new.test')]),
    placement: fc.constantFrom('front', 'new-front', 'end'),
    staysInFront: fc.constantFrom<Wish['staysInFront'] & object>(
      () => false,
      ({ qualifier }) => qualifier !== '+',
    ),
    respell: fc.constantFrom<Wish['respell'] & object>(
      () => undefined,
      (target) => (target === 'spf.odoo.com' ? odoo : undefined),
    ),
    isDead: fc.constantFrom<Wish['isDead'] & object>(
      () => false,
      (include) => include.text.endsWith('y.test'),
    ),
  });
  const all = fc.constantFrom<{ all?: '-' | '~' | '?' }>(
    {},
    { all: '-' },
    { all: '~' },
    { all: '?' },
  );

  it('is idempotent, and its result is legal', () => {
    fc.assert(
      fc.property(legalRecord, wish, all, (source, wanted, end) => {
        const amend = (record: string) =>
          amendRecord(parseSpf(record), { domain, ...wanted, ...end }).record;
        const amended = amend(source);
        expect(parseSpf(amended).faults).toEqual([]);
        expect(amend(amended)).toBe(amended);
      }),
      { numRuns: 150 },
    );
  });

  it('has every include that was wished for, before all, and passing', () => {
    fc.assert(
      fc.property(legalRecord, wish, (source, wanted) => {
        const { record } = amendRecord(parseSpf(source), { domain, ...wanted });
        const reached = record.split(/ [-+~?]?all(?: |$)/i)[0] ?? '';
        for (const target of wanted.includes) {
          expect(reached.toLowerCase()).toMatch(new RegExp(` \\+?include:${target}\\.?( |$)`));
        }
      }),
      { numRuns: 150 },
    );
  });

  it('changes nothing unasked but what is there twice', () => {
    fc.assert(
      fc.property(legalRecord, (source) => {
        const { record, changes } = amendRecord(parseSpf(source), { domain });
        if (changes.length === 0) expect(record).toBe(source);
        for (const { kind } of changes) expect(kind).toBe('drop-duplicate');
      }),
      { numRuns: 150 },
    );
  });
});

describe('mergeRecords', () => {
  const merge = (...texts: readonly string[]) =>
    mergeRecords(texts.map(parseSpf), { domain }).record;
  const records = fc.array(legalRecord, { minLength: 1, maxLength: 4 });

  it('of its own result is that result', () => {
    fc.assert(
      fc.property(records, (texts) => {
        const merged = merge(...texts);
        expect(parseSpf(merged).faults).toEqual([]);
        expect(merge(merged)).toBe(merged);
      }),
      { numRuns: 150 },
    );
  });

  it('does not care for a record that comes again', () => {
    fc.assert(
      fc.property(records, fc.nat(), (texts, pick) => {
        const again = texts[pick % texts.length] ?? '';
        expect(merge(...texts, again)).toBe(merge(...texts));
      }),
      { numRuns: 150 },
    );
  });

  it('never chooses +all, and has no redirect beside an all', () => {
    fc.assert(
      fc.property(records, (texts) => {
        const merged = merge(...texts);
        expect(merged).not.toMatch(/ \+?all( |$)/i);
        expect(merged).not.toMatch(/ [-~?]all .*redirect=|redirect=.* [-~?]all/i);
      }),
      { numRuns: 150 },
    );
  });
});
