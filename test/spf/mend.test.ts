/** What breaks the syntax and can have been meant in one way only, and what leaves a choice. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mendRecord } from '../../src/spf/mend.js';
import { parseSpf } from '../../src/spf/parse.js';

function mended(terms: string, ...strings: readonly string[]): string {
  const mending = mendRecord(parseSpf(`v=spf1 ${terms}`), strings);
  return mending.ok ? mending.record.slice('v=spf1 '.length) : 'a choice';
}

describe('mendRecord', () => {
  it.each([
    // A word that is no mechanism.
    ['ipv4:192.0.2.1 ~all', 'ip4:192.0.2.1 ~all'],
    ['ip:192.0.2.1/28 ~all', 'ip4:192.0.2.1/28 ~all'],
    ['IP6:192.0.2.1 ~all', 'ip4:192.0.2.1 ~all'],
    ['ip4:2001:db8::1 ~all', 'ip6:2001:db8::1 ~all'],
    ['inlcude:_spf.odoo.com -all', 'include:_spf.odoo.com -all'],
    ['~inclde:x.test -all', '~include:x.test -all'],
    ['a:192.0.2.1 -all', 'ip4:192.0.2.1 -all'],
    ['ip4:mail.test -all', 'a:mail.test -all'],
    ['redirect:x.test', 'redirect=x.test'],
    ['include:https://x.test/ -all', 'include:x.test -all'],
    ['192.0.2.1 -all', 'ip4:192.0.2.1 -all'],
    // Signs, quote marks and other strays.
    ['--all', '-all'],
    ['~redirect=x.test', 'redirect=x.test'],
    ['"include:x.test" ~all', 'include:x.test ~all'],
    ['include:x.test, ~all;', 'include:x.test ~all'],
    ['a\u00a0mx ~all', 'a mx ~all'],
    ['a\t-all', 'a -all'],
    ['a \u2013all', 'a -all'],
    // A space that is missing.
    ['ip4:192.0.2.0/24ip4:198.51.100.1~all', 'ip4:192.0.2.0/24 ip4:198.51.100.1 ~all'],
    ['include:x.mall~all', 'include:x.mall ~all'],
    ['a:x.test:mx:y.test~all', 'a:x.test:mx:y.test ~all'],
    // A space out of place.
    ['include: x.test ~all', 'include:x.test ~all'],
    ['ip4: 192.0.2.1 -all', 'ip4:192.0.2.1 -all'],
    ['ip4:192.0.2.1 /24 -all', 'ip4:192.0.2.1/24 -all'],
    ['ip4:192.0.2.1/ 24 -all', 'ip4:192.0.2.1/24 -all'],
    ['a :mail.test -all', 'a:mail.test -all'],
    ['a - all', 'a -all'],
    ['a ~ all', 'a ~all'],
    // The same modifier again, word for word.
    ['redirect=x.test Redirect=X.test', 'redirect=x.test'],
  ])('%s: %s', (terms, expected) => {
    expect(mended(terms)).toBe(expected);
  });

  it.each([
    // Two errors away it is the opposite.
    'exclude:x.test -all',
    'pt:x.test -all',
    '-~all',
    'ip4:192.0.2.300 -all',
    'ip4:192.0.2.1/33 -all',
    'ip4:192.0.2 -all',
    'exp=x.test exp=y.test -all',
    // A host name alone may be an "a", an "mx" or an "include".
    'spf.x.test -all',
    // A legal term stays one.
    'include: a:x.test -all',
    'ip4: ip4:192.0.2.1 -all',
    'include:a_b:x.testa:b.test:c -all',
    'moo:x -all',
    'inlcude:x.test ip4:1.2.3 -all',
  ])('%s leaves a choice', (terms) => {
    expect(mended(terms)).toBe('a choice');
  });

  it('takes terms apart where a string ends', () => {
    expect(mended('a mx:mail.testa:x.test ~all', 'v=spf1 a mx:mail.test', 'a:x.test ~all')).toBe(
      'a mx:mail.test a:x.test ~all',
    );
    expect(mended('ip4:192.0.2.1all', 'v=spf1 ip4:192.0.2.1', 'all')).toBe('ip4:192.0.2.1 all');
  });

  it('says what it wrote for what, and where it stopped', () => {
    expect(mendRecord(parseSpf('v=spf1 moo=x ipv4:192.0.2.1 include: x.test -all'))).toMatchObject({
      changes: [
        { kind: 'mend', term: 'ipv4:192.0.2.1', by: 'ip4:192.0.2.1' },
        { kind: 'mend', term: 'include: x.test', by: 'include:x.test' },
      ],
    });
    expect(mendRecord(parseSpf('v=spf1 ipv4:192.0.2.1 ip4:192.0.2 -all'))).toMatchObject({
      ok: false,
      fault: { reason: 'an IPv4 address has four parts, not 3' },
    });
  });

  it('keeps every legal term, in order, and what comes out is legal', () => {
    const pieces = fc.constantFrom(
      ...'a|mx|ip4:192.0.2.1|include:x.test|-all|~all|moo=x|ipv4:192.0.2.1|inlcude:y.test|include:|y.test'.split(
        '|',
      ),
      ...'-|~|/24|:z.test|"a"|a;|192.0.2.7|ip4:192.0.2.300|redirect=x.test|exp=y.test|\u00a0'.split(
        '|',
      ),
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 8 }), fc.boolean(), (words, glued) => {
        const record = parseSpf(`v=spf1 ${words.join(glued ? '' : ' ')}`);
        const mending = mendRecord(record);
        if (record.faults.length === 0) expect(mending).toMatchObject({ ok: true, changes: [] });
        if (!mending.ok) return;
        const after = parseSpf(mending.record);
        expect(after.faults).toEqual([]);
        const joined = mending.changes.map(({ term }) => term).join(' ');
        const texts = after.terms.map(({ text }) => text);
        for (const term of record.terms) {
          if (term.kind !== 'invalid' && !joined.includes(term.text)) {
            expect(texts).toContain(term.text);
          }
        }
        expect(mendRecord(after)).toMatchObject({ ok: true, record: mending.record, changes: [] });
      }),
      { numRuns: 300 },
    );
  });
});
