import { describe, expect, it } from 'vitest';
import { appliedPolicy, dmarcNearMiss, isDmarc, parseDmarc } from '../../src/records/dmarc.js';

const faults = (text: string) =>
  parseDmarc(text).faults.map(({ problem, span, suggestion }) => [
    problem,
    text.slice(span.start, span.end),
    ...(suggestion === undefined ? [] : [suggestion]),
  ]);

describe('isDmarc', () => {
  it.each([
    ['v=DMARC1', true],
    ['v=DMARC1;', true],
    ['v=DMARC1; p=none', true],
    ['v = DMARC1 ;p=none', true],
    ['v=DMARC1 p=none', false],
    ['v=dmarc1; p=none', false],
    ['v=DMARC10; p=none', false],
    [' v=DMARC1; p=none', false],
    ['p=none; v=DMARC1', false],
    ['', false],
  ])('%j: %s', (value, expected) => {
    expect(isDmarc(value)).toBe(expected);
  });
});

describe('dmarcNearMiss', () => {
  it.each([
    ['v=dmarc1; p=none', 'v=dmarc1', 'v=DMARC1'],
    ['v=DMARC1 p=none', 'v=DMARC1', 'v=DMARC1;'],
    ['v=DMARC1, p=none', 'v=DMARC1', 'v=DMARC1;'],
    ['v=DMARC; p=none', 'v=DMARC', 'v=DMARC1'],
    ['"v=DMARC1; p=none"', '"', undefined],
    ['p=none; v=DMARC1', 'p=none; ', undefined],
    ['p=reject; rua=mailto:a@b.example', 'p=reject', undefined],
  ])('%j: at %j, meant %j', (value, place, suggestion) => {
    const miss = dmarcNearMiss(value);
    expect(value.slice(miss?.span.start, miss?.span.end)).toBe(place);
    expect(miss?.suggestion).toBe(suggestion);
  });

  it.each(['v=DMARC1; p=none', 'v=spf1 -all', 'google-site-verification=x', ''])(
    'none for %j',
    (value) => {
      expect(dmarcNearMiss(value)).toBeUndefined();
    },
  );
});

describe('parseDmarc', () => {
  it('fills in the defaults', () => {
    expect(parseDmarc('v=DMARC1; p=none')).toMatchObject({
      p: 'none',
      psd: 'u',
      t: false,
      adkim: 'r',
      aspf: 'r',
      rua: [],
      ruf: [],
      faults: [],
    });
  });

  it('reads every tag, values in any case', () => {
    const text =
      'v=DMARC1; p=Reject; sp=quarantine; np=NONE; psd=n; t=y; adkim=s; aspf=S; fo=1:d:s; ' +
      'rua=mailto:a@x.example, https://r.example/d ; ruf=mailto:b@y.example;';
    expect(parseDmarc(text)).toMatchObject({
      p: 'reject',
      sp: 'quarantine',
      np: 'none',
      psd: 'n',
      t: true,
      adkim: 's',
      aspf: 's',
      rua: [
        { text: 'mailto:a@x.example', scheme: 'mailto', host: 'x.example' },
        { text: 'https://r.example/d', scheme: 'https', host: 'r.example' },
      ],
      ruf: [{ host: 'y.example' }],
      faults: [],
    });
  });

  it.each([
    ['v=DMARC1', [['no-policy', 'v=DMARC1']]],
    ['v=DMARC1; p=', [['invalid-value', 'p=']]],
    ['v=DMARC1; p=monitor', [['invalid-value', 'p=monitor']]],
    ['v=DMARC1; p=none; sp=x', [['invalid-value', 'sp=x']]],
    ['v=DMARC1; p=none; np=x', [['invalid-value', 'np=x']]],
    ['v=DMARC1; p=none; psd=x', [['invalid-value', 'psd=x']]],
    ['v=DMARC1; p=none; t=1', [['invalid-value', 't=1']]],
    ['v=DMARC1; p=none; adkim=strict', [['invalid-value', 'adkim=strict']]],
    ['v=DMARC1; p=none; fo=0:1', [['invalid-value', 'fo=0:1']]],
    ['v=DMARC1; p=none; fo=d:d', [['invalid-value', 'fo=d:d']]],
    [
      'v=DMARC1; p=none sp=reject',
      [['missing-semicolon', 'p=none sp=reject', 'p=none; sp=reject']],
    ],
    ['v=DMARC1; p=none, pct=10', [['invalid-value', 'p=none, pct=10']]],
    ['v=DMARC1; p=none; pct=100', [['removed-tag', 'pct=100']]],
    ['v=DMARC1; p=none; pct=0', [['removed-tag', 'pct=0', 't=y']]],
    [
      'v=DMARC1; p=none; rf=afrf; ri=86400',
      [
        ['removed-tag', 'rf=afrf'],
        ['removed-tag', 'ri=86400'],
      ],
    ],
    ['v=DMARC1; p=none; foo=1', [['unknown-tag', 'foo=1']]],
    [
      'v=DMARC1; P=none',
      [
        ['no-policy', 'v=DMARC1'],
        ['unknown-tag', 'P=none', 'p=none'],
      ],
    ],
    ['v=DMARC1; p=none; p=reject', [['duplicate-tag', 'p=reject']]],
    ['v=DMARC1; p=none; rua=a@x.example', [['invalid-uri', 'a@x.example', 'mailto:a@x.example']]],
    ['v=DMARC1; p=none; rua=', [['invalid-uri', '']]],
    ['v=DMARC1; p=none; rua=mailto:', [['invalid-uri', 'mailto:']]],
    ['v=DMARC1; p=none; rua=mailto:a@b', [['invalid-uri', 'mailto:a@b']]],
    ['v=DMARC1; p=none; rua=mailto:a b@x.example', [['invalid-uri', 'mailto:a b@x.example']]],
    ['v=DMARC1; p=none; rua=https://', [['invalid-uri', 'https://']]],
    ['v=DMARC1; p=none; rua=mailto:a@x.example!10m', [['obsolete-size', '!10m']]],
  ])('%s', (text, expected) => {
    expect(faults(text)).toEqual(expected);
  });

  it('takes other schemes as they are, and no host from them', () => {
    const { rua, faults: none } = parseDmarc('v=DMARC1; p=none; rua=ftp://x.example/');
    expect(rua).toMatchObject([{ scheme: 'other' }]);
    expect(rua[0]).not.toHaveProperty('host');
    expect(none).toEqual([]);
  });
});

describe('appliedPolicy', () => {
  const rua = '; rua=mailto:a@x.example';
  it.each([
    ['v=DMARC1; p=reject', { p: 'reject', sp: 'reject', np: 'reject' }],
    ['v=DMARC1; p=reject; sp=none', { p: 'reject', sp: 'none', np: 'none' }],
    ['v=DMARC1; p=none; np=reject', { p: 'none', sp: 'none', np: 'reject' }],
    // RFC 9989 4.10.1: without a valid policy reports alone make it a record.
    ['v=DMARC1', undefined],
    [`v=DMARC1${rua}`, { p: 'none', sp: 'none', np: 'none' }],
    ['v=DMARC1; p=x', undefined],
    [`v=DMARC1; p=x${rua}`, { p: 'none', sp: 'none', np: 'none' }],
    ['v=DMARC1; p=reject; sp=x', undefined],
    [`v=DMARC1; p=reject; np=x${rua}`, { p: 'none', sp: 'none', np: 'none' }],
    ['v=DMARC1; p=reject; sp=x; rua=nonsense', undefined],
  ])('%s', (text, expected) => {
    expect(appliedPolicy(parseDmarc(text))).toEqual(expected);
  });
});
