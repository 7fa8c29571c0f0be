import { describe, expect, it } from 'vitest';
import {
  isWithin,
  name,
  nameProblem,
  parentOf,
  readDomain,
  ROOT,
  toName,
} from '../../src/dns/name.js';

const label = 'a'.repeat(63);
const longest = `${`${label}.`.repeat(3)}${'a'.repeat(61)}`;

describe('a name for a DNS message', () => {
  it.each([
    ['MyCompany.COM', 'mycompany.com'],
    ['mycompany.com.', 'mycompany.com'],
    ['_spf.Odoo.com', '_spf.odoo.com'],
    ['*.example.com', '*.example.com'],
    ['com', 'com'],
    ['.', '.'],
    [`${label}.com`, `${label}.com`],
    [longest, longest],
    [`${longest}.`, longest],
  ])('%s', (text, expected) => {
    expect(nameProblem(text)).toBeUndefined();
    expect(toName(text)).toBe(expected);
  });

  it.each([
    ['', 'empty'],
    ['..', 'empty-label'],
    ['.example.com', 'empty-label'],
    ['example..com', 'empty-label'],
    ['example.com..', 'empty-label'],
    [`a${label}.com`, 'label-too-long'],
    [`b.${longest}`, 'name-too-long'],
    ['exam\tple.com', 'forbidden-character'],
    ['exam\u0000ple.com', 'forbidden-character'],
    ['exam\\ple.com', 'forbidden-character'],
    ['b\u00fccher.example', 'forbidden-character'],
    ['example.com\u007f', 'forbidden-character'],
  ])('not %j', (text, problem) => {
    expect(nameProblem(text)).toBe(problem);
    expect(toName(text)).toBeUndefined();
    expect(() => name(text)).toThrow(RangeError);
  });

  it('lies within another on label boundaries', () => {
    const domain = name('example.com');
    expect(isWithin(name('mail.example.com'), domain)).toBe(true);
    expect(isWithin(domain, domain)).toBe(true);
    expect(isWithin(domain, ROOT)).toBe(true);
    expect(isWithin(name('badexample.com'), domain)).toBe(false);
    expect(isWithin(name('com'), domain)).toBe(false);
  });

  it('has parents up to the root', () => {
    expect(parentOf(name('mail.example.com'))).toBe('example.com');
    expect(parentOf(name('com'))).toBe(ROOT);
    expect(parentOf(ROOT)).toBeUndefined();
  });
});

describe('a domain as people type it', () => {
  it.each<[string, string, ('mailbox' | 'url')?]>([
    ['mycompany.com', 'mycompany.com'],
    ['  MyCompany.COM.  ', 'mycompany.com'],
    ['b\u00fccher.example', 'xn--bcher-kva.example'],
    ['B\u00dcCHER.example', 'xn--bcher-kva.example'],
    ['\u4f8b\u3048\u3002\u30c6\u30b9\u30c8', 'xn--r8jz45g.xn--zckzah'],
    ['_dmarc.mycompany.com', '_dmarc.mycompany.com'],
    ['123.example', '123.example'],
    ['me@mycompany.com', 'mycompany.com', 'mailbox'],
    ['Me <me@mycompany.com>', 'mycompany.com', 'mailbox'],
    ['mailto:me@mycompany.com', 'mycompany.com', 'mailbox'],
    ['"a@b"@mycompany.com', 'mycompany.com', 'mailbox'],
    ['https://mycompany.com', 'mycompany.com', 'url'],
    ['HTTPS://user:word@mycompany.com:8443/shop?x=@y#z', 'mycompany.com', 'url'],
    ['mycompany.com/', 'mycompany.com', 'url'],
  ])('%s', (typed, expected, takenFrom) => {
    expect(readDomain(typed)).toEqual({
      ok: true,
      name: expected,
      ...(takenFrom === undefined ? {} : { takenFrom }),
    });
  });

  it.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['@', 'empty'],
    ['https://', 'empty'],
    ['localhost', 'single label'],
    ['com', 'single label'],
    ['192.0.2.1', 'address'],
    ['https://192.0.2.1/', 'address'],
    ['me@192.0.2.1', 'address'],
    ['0x7f.1', 'address'],
    ['[2001:db8::1]', 'characters'],
    ['my company.com', 'characters'],
    ['mycompany.com:25', 'characters'],
    ['mycompany.com/shop', 'characters'],
    ['my%63ompany.com', 'characters'],
    ['my\\company.com', 'characters'],
    ['my\u0000company.com', ''],
    ['mycompany..com', 'two dots'],
    ['.mycompany.com', 'two dots'],
    [`${'a'.repeat(64)}.com`, '63'],
    [`${longest}.com`, '253'],
    ['xn--\u0000.com', ''],
    ['x'.repeat(100_000), '253'],
  ])('not %j', (typed, word) => {
    const read = readDomain(typed);
    expect(read).toMatchObject({ ok: false, problem: expect.stringContaining(word) as string });
    // One clause for one line, without what was typed.
    if (!read.ok) expect(read.problem).toMatch(/^[a-z][ -~]{8,100}[^.]$/);
  });

  it('is refused soon where it is long, whatever IDNA would make of it', () => {
    const words = Array.from({ length: 1_000_000 }, (_, index) =>
      String.fromCharCode(0x4e00 + (index % 20_000)),
    ).join('');
    expect(readDomain(`${words}.example`)).toMatchObject({ ok: false });
  });
});
