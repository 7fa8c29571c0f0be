import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { parseSpf } from '../../src/spf/parse.js';
import type { SyntaxProblem } from '../../src/spf/record.js';
import { isSpf, selectSpf } from '../../src/spf/select.js';

describe('selection (RFC 7208 4.5)', () => {
  it.each([
    ['v=spf1', true],
    ['v=spf1 ', true],
    ['v=spf1 -all', true],
    ['V=SpF1 -all', true],
    ['v=spf1\t-all', false],
    ['v=spf10 -all', false],
    ['v=spf1-all', false],
    ['v=spf1; -all', false],
    ['v=spf1\u00a0-all', false],
    [' v=spf1 -all', false],
    ['\ufeffv=spf1 -all', false],
    ['"v=spf1 -all"', false],
    ['v=ſpf1 -all', false],
    ['v = spf1 -all', false],
    ['spf2.0/pra -all', false],
    ['', false],
  ])('%j is a record: %s', (value, selected) => {
    expect(isSpf(value)).toBe(selected);
  });

  it.each([
    [[], { kind: 'none' }],
    [['a note', 'caf\u00e9', 'v=spf10'], { kind: 'none' }],
    [['caf\u00e9', 'v=spf1 -all', 'x'], { kind: 'one', record: 'v=spf1 -all' }],
    [['v=spf1 -all', 'v=spf1 -all'], { kind: 'several', records: ['v=spf1 -all', 'v=spf1 -all'] }],
    [['V=SPF1', 'x', 'v=spf1 a'], { kind: 'several', records: ['V=SPF1', 'v=spf1 a'] }],
  ])('of %j', (txt, selection) => {
    expect(selectSpf(txt)).toEqual(selection);
  });
});

describe('legal terms', () => {
  it.each<[string, object]>([
    ['all', { mechanism: 'all', qualifier: '+' }],
    ['-ALL', { mechanism: 'all', qualifier: '-' }],
    ['~all', { qualifier: '~' }],
    ['?all', { qualifier: '?' }],
    ['+all', { qualifier: '+' }],
    ['include:_spf.example.com', { mechanism: 'include', domain: { text: '_spf.example.com' } }],
    ['include:example.com.', { domain: { text: 'example.com.' } }],
    ['exists:%{ir}.%{v}._spf.%{d2}', { mechanism: 'exists' }],
    ['a', { mechanism: 'a', ip4Prefix: 32, ip6Prefix: 128 }],
    ['A/24', { mechanism: 'a', ip4Prefix: 24, ip6Prefix: 128 }],
    ['a/0', { ip4Prefix: 0 }],
    ['a//0', { ip4Prefix: 32, ip6Prefix: 0 }],
    ['mx/24//64', { mechanism: 'mx', ip4Prefix: 24, ip6Prefix: 64 }],
    ['mx:example.com//64', { domain: { text: 'example.com' }, ip4Prefix: 32, ip6Prefix: 64 }],
    ['ptr', { mechanism: 'ptr' }],
    ['ptr:example.com', { mechanism: 'ptr', domain: { text: 'example.com' } }],
    ['ip4:192.0.2.1', { network: { family: 4, octets: [192, 0, 2, 1], prefix: 32 } }],
    ['ip4:192.0.2.1/0', { network: { prefix: 0 } }],
    ['ip6:2001:db8::/32', { network: { family: 6, prefix: 32 } }],
    ['ip6:::ffff:192.0.2.1', { network: { family: 6, prefix: 128 } }],
    ['redirect=example.com', { modifier: 'redirect', name: 'redirect' }],
    ['REDIRECT=example.com', { modifier: 'redirect', name: 'redirect' }],
    ['exp=%{d}', { modifier: 'exp' }],
    // Unknown modifiers are ignored, empty ones too, but their macros must parse.
    ['moo=', { modifier: 'unknown', value: '' }],
    ['moo.cow-far_out=%{d}', { modifier: 'unknown', name: 'moo.cow-far_out' }],
    ['moo=a:b/c=100%%', { modifier: 'unknown', value: 'a:b/c=100%%' }],
    ['include=example.com', { modifier: 'unknown', name: 'include' }],
    ['all=x', { modifier: 'unknown' }],
    // The domain-spec ends in a macro or a toplabel; nearly anything may stand in front.
    ['a:foo:bar/baz.example.com', { domain: { text: 'foo:bar/baz.example.com' } }],
    ['a:foo:bar/baz.example.com/24', { ip4Prefix: 24 }],
    ['a:example.xn--zckzah', { domain: { text: 'example.xn--zckzah' } }],
    ['a:example.1-2', { mechanism: 'a' }],
    ['a:example.com-all', { mechanism: 'a' }],
    ['exists:%{l1r+-/_=,.}', { mechanism: 'exists' }],
    ['a:%{l/}/24', { domain: { text: '%{l/}' }, ip4Prefix: 24 }],
    ['exists:foo%%', { mechanism: 'exists' }],
    [`include:%{d${'9'.repeat(30)}}`, { mechanism: 'include' }],
  ])('%s', (term, expected) => {
    const record = parseSpf(`v=spf1 ${term}`);
    expect(record.faults).toEqual([]);
    expect(record.terms).toHaveLength(1);
    expect(record.terms[0]).toMatchObject({ text: term, ...expected });
  });

  it('are separated by runs of blanks, which may also end the record', () => {
    const text = 'v=spf1   a    mx   ';
    const { terms, faults } = parseSpf(text);
    expect(faults).toEqual([]);
    expect(terms.map(({ span }) => span)).toEqual([
      { start: 9, end: 10 },
      { start: 14, end: 16 },
    ]);
  });
});

describe('illegal terms', () => {
  // The term; what is wrong; the part of it that is marked; what may have been meant.
  it.each<[string, SyntaxProblem, string, string?]>([
    // 3: only visible US-ASCII, and only SP between terms.
    ['a\tmx', 'not-ascii', '\t'],
    ['a\u00a0mx', 'not-ascii', '\u00a0'],
    ['\u2013all', 'not-ascii', '\u2013', '-all'],
    ['\u00e2\u0080\u0093all', 'not-ascii', '\u00e2\u0080\u0093', '-all'],
    ['include:ex\u0000ample.com', 'not-ascii', '\u0000'],
    ['include:b\u00fccher.example', 'not-ascii', '\u00fc'],
    ['~all\u201d', 'not-ascii', '\u201d', '~all'],
    // 5: unknown mechanisms; a modifier's name starts with a letter, its macros must parse.
    ['mxrec', 'unknown-mechanism', 'mxrec'],
    [
      'inlcude:_spf.odoo.com',
      'unknown-mechanism',
      'inlcude:_spf.odoo.com',
      'include:_spf.odoo.com',
    ],
    ['ipv4:192.0.2.1', 'unknown-mechanism', 'ipv4:192.0.2.1', 'ip4:192.0.2.1'],
    ['ip:192.0.2.0/24', 'unknown-mechanism', 'ip:192.0.2.0/24', 'ip4:192.0.2.0/24'],
    ['ip:2001:db8::1', 'unknown-mechanism', 'ip:2001:db8::1', 'ip6:2001:db8::1'],
    ['include.spf.odoo.com', 'unknown-mechanism', 'include.spf.odoo.com', 'include:spf.odoo.com'],
    ['\\~all', 'unknown-mechanism', '\\~all', '~all'],
    ['~all;', 'unknown-mechanism', '~all;', '~all'],
    ['1moo=x', 'unknown-mechanism', '1moo=x'],
    ['-', 'unknown-mechanism', '-'],
    ['=', 'unknown-mechanism', '='],
    ['moo=%{q}', 'invalid-macro', '%{q}'],
    ['moo=50%off', 'invalid-macro', '%o'],
    // 6: what takes a value, what takes none.
    ['redirect:example.com', 'unknown-mechanism', 'redirect:example.com', 'redirect=example.com'],
    ['redirect=', 'invalid-domain-spec', 'redirect='],
    ['exp=', 'invalid-domain-spec', 'exp='],
    ['redirect=example', 'invalid-domain-spec', 'example'],
    ['redirect=example.com/24', 'invalid-domain-spec', 'example.com/24'],
    ['all.', 'unknown-mechanism', 'all.', 'all'],
    ['all:x', 'invalid-domain-spec', ':x'],
    ['all/8', 'invalid-cidr', '/8'],
    ['ptr/0', 'invalid-cidr', '/0'],
    ['ptr:', 'invalid-domain-spec', 'ptr:'],
    ['include:example.com/24', 'invalid-domain-spec', 'example.com/24'],
    ['exists:example.com/24', 'invalid-domain-spec', 'example.com/24'],
    ['include', 'invalid-domain-spec', 'include'],
    ['include:', 'invalid-domain-spec', 'include:'],
    ['exists', 'invalid-domain-spec', 'exists'],
    ['ip4', 'invalid-address', 'ip4'],
    ['ip6:', 'invalid-address', 'ip6:'],
    ['--all', 'qualifier-on-modifier', '--', '-all'],
    ['~redirect=example.com', 'qualifier-on-modifier', '~', 'redirect=example.com'],
    // 7: the end of a domain-spec.
    ['a:museum', 'invalid-domain-spec', 'museum'],
    ['a:museum.', 'invalid-domain-spec', 'museum.'],
    ['a:111.222.33.44', 'invalid-domain-spec', '111.222.33.44', 'ip4:111.222.33.44'],
    ['a:abc.123', 'invalid-domain-spec', 'abc.123'],
    ['a:example.-com', 'invalid-domain-spec', 'example.-com'],
    ['a:example.com-', 'invalid-domain-spec', 'example.com-'],
    ['include:https://odoo.com/', 'invalid-domain-spec', 'https://odoo.com/', 'include:odoo.com'],
    ['mx:me@example', 'invalid-domain-spec', 'me@example'],
    ['include:%{d}.', 'invalid-domain-spec', '%{d}.'],
    ['include:%{d}com', 'invalid-domain-spec', '%{d}com'],
    // 8: prefix lengths and addresses.
    ['a/33', 'invalid-cidr', '/33'],
    ['a//129', 'invalid-cidr', '//129'],
    ['a/032', 'invalid-cidr', '/032'],
    ['a/24/64', 'invalid-cidr', '/24/64'],
    ['a:example.com/24/64', 'invalid-cidr', ':example.com/24/64'],
    ['a/', 'invalid-cidr', '/'],
    ['mx/24//', 'invalid-cidr', '/24//'],
    ['192.0.2.1', 'invalid-cidr', '192.0.2.1', 'ip4:192.0.2.1'],
    ['example.com', 'invalid-cidr', 'example.com'],
    ['ip4:192.0.2.1//32', 'invalid-cidr', '//32'],
    ['ip4:192.0.2.1/', 'invalid-cidr', '/', 'ip4:192.0.2.1'],
    ['ip4:192.0.2.0/33', 'invalid-address', '/33'],
    ['ip4:192.0.2', 'invalid-address', '192.0.2'],
    ['ip4:192.0.2.256', 'invalid-address', '192.0.2.256'],
    ['ip4:192.0.2.01', 'invalid-address', '192.0.2.01'],
    ['ip4:192.0.2.1:8080', 'invalid-address', '192.0.2.1:8080'],
    ['ip4:192.0.2.1,', 'invalid-address', '192.0.2.1,', 'ip4:192.0.2.1'],
    ['ip4:mail.example.com', 'invalid-address', 'mail.example.com', 'a:mail.example.com'],
    ['ip4:2001:db8::1', 'invalid-address', '2001:db8::1', 'ip6:2001:db8::1'],
    ['ip6:192.0.2.1', 'invalid-address', '192.0.2.1', 'ip4:192.0.2.1'],
    ['ip6:2001:db8::1::2', 'invalid-address', '2001:db8::1::2'],
    ['ip6:2001:db8::/129', 'invalid-address', '/129'],
    ['ip6:fe80::1%eth0', 'invalid-address', 'fe80::1%eth0'],
    // 20: macros.
    ['exists:%{d0}', 'invalid-macro', '%{d0}'],
    ['exists:%{x}.example.com', 'invalid-macro', '%{x}'],
    ['exists:%{t}.example.com', 'invalid-macro', '%{t}'],
    ['exp=%{c}.example.com', 'invalid-macro', '%{c}'],
    ['exists:%{d.example.com', 'invalid-macro', '%{d.example.com'],
    ['exists:%d.example.com', 'invalid-macro', '%d'],
    ['exists:%{dr2}.example.com', 'invalid-macro', '%{dr2}'],
    ['exists:%', 'invalid-macro', '%'],
    // The blank that is missing.
    ['ip4:192.0.2.0/24~all', 'missing-space', 'ip4:192.0.2.0/24~all', 'ip4:192.0.2.0/24 ~all'],
    [
      'ip4:192.0.2.1ip4:192.0.2.2',
      'missing-space',
      'ip4:192.0.2.1ip4:192.0.2.2',
      'ip4:192.0.2.1 ip4:192.0.2.2',
    ],
    ['include:odoo.com~all', 'missing-space', 'include:odoo.com~all', 'include:odoo.com ~all'],
  ])('%j', (term, problem, marked, suggestion) => {
    const text = `v=spf1 a ${term} -all`;
    const { faults, terms } = parseSpf(text);
    expect(faults).toHaveLength(1);
    const [fault] = faults;
    expect(fault).toMatchObject({ problem });
    expect(text.slice(fault?.span.start, fault?.span.end)).toBe(marked);
    expect(fault?.suggestion).toBe(suggestion);
    expect(fault?.reason).toMatch(/^[^.]+[^.\s]$/);
    // What stands around it is read all the same.
    expect(terms.map(({ kind }) => kind)).toEqual(['directive', 'invalid', 'directive']);
  });

  it.each(['redirect', 'exp'])('%s twice, wherever it stands', (modifier) => {
    const text = `v=spf1 ${modifier}=a.example a ${modifier.toUpperCase()}=b.example`;
    const { faults } = parseSpf(text);
    expect(faults).toMatchObject([{ problem: 'duplicate-modifier' }]);
    expect(text.slice(faults[0]?.span.start)).toBe(`${modifier.toUpperCase()}=b.example`);
  });

  it('after all count, since the syntax of the whole record is checked first', () => {
    expect(parseSpf('v=spf1 -all ip6:1.2.3.4').faults).toHaveLength(1);
  });

  it('are read where the version is a near miss', () => {
    const record = parseSpf('v=spf1;include:odoo.com inlcude:odoo.com');
    expect(record.versioned).toBe(false);
    expect(record.faults.map(({ suggestion }) => suggestion)).toContain('include:odoo.com');
  });
});

describe('published records', () => {
  const file =
    process.env['SPF_CORPUS'] ??
    resolve(import.meta.dirname, '../../../shared/facts/spf-corpus.ndjson');

  test('are classed as four other implementations class them', (ctx) => {
    if (!existsSync(file)) {
      return ctx.skip('no corpus here: name an ndjson file in SPF_CORPUS to run this');
    }
    const rows = readFileSync(file, 'utf8').trim().split('\n');
    const wrong = rows.filter((row) => {
      const { record, class: known } = JSON.parse(row) as { record: string; class: string };
      const valid = parseSpf(record).faults.length === 0 ? 'valid' : 'permerror';
      return (isSpf(record) ? valid : 'not-selected') !== known;
    });
    expect(rows.length).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
  });
});
