import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { decodeBase64 } from '../../src/records/base64.js';
import { isDkim, parseDkim } from '../../src/records/dkim.js';
import { rsaBits } from '../../src/records/rsa-key.js';

const rsa = (bits: number, type: 'spki' | 'pkcs1' = 'spki'): Buffer =>
  generateKeyPairSync('rsa', { modulusLength: bits }).publicKey.export({ type, format: 'der' });

const key1024 = rsa(1024).toString('base64');
/** The last 32 octets of its SubjectPublicKeyInfo are the key itself (RFC 8410 4). */
const ed25519 = generateKeyPairSync('ed25519')
  .publicKey.export({ type: 'spki', format: 'der' })
  .subarray(-32)
  .toString('base64');

const faults = (text: string) =>
  parseDkim(text).faults.map(({ problem, span }) => [problem, text.slice(span.start, span.end)]);

describe('the length of RSA keys', () => {
  it.each([512, 768, 1024, 1536, 2048])('%d bits, in both forms', (bits) => {
    expect(rsaBits(rsa(bits))).toBe(bits);
    expect(rsaBits(rsa(bits, 'pkcs1'))).toBe(bits);
  });

  it('is of no key that is cut off, and of nothing else', () => {
    const whole = rsa(1024);
    for (let length = 0; length < whole.length; length += 1) {
      expect(rsaBits(whole.subarray(0, length))).toBeUndefined();
    }
    expect(rsaBits(Buffer.concat([whole, Buffer.from([0])]))).toBeUndefined();
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
    expect(rsaBits(ec.export({ type: 'spki', format: 'der' }))).toBeUndefined();
    expect(rsaBits(Uint8Array.of(0x30, 0x84, 0xff, 0xff, 0xff, 0xff))).toBeUndefined();
  });
});

describe('decodeBase64', () => {
  it.each(['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar'])('%j of RFC 4648 10', (text) => {
    const encoded = Buffer.from(text).toString('base64');
    for (const form of [encoded, encoded.replaceAll('=', ''), encoded.split('').join(' \t')]) {
      expect(decodeBase64(form)).toEqual({ ok: true, octets: Uint8Array.from(Buffer.from(text)) });
    }
  });

  it.each([
    ['Zm9v!', 4],
    ['Zm9v\u00a0', 4],
    ['Zg==Zg==', 4],
    ['Zg===', 4],
    ['=', 0],
    ['Zm9vY', 5],
    ['_-8=', 0],
  ])('%j is none: position %d', (text, at) => {
    expect(decodeBase64(text)).toEqual({ ok: false, at });
  });
});

describe('parseDkim', () => {
  it.each([
    [`v=DKIM1; k=rsa; p=${key1024}`, { type: 'rsa', bits: 1024 }],
    [`p=${key1024}`, { type: 'rsa', bits: 1024 }],
    [`v=DKIM1; p=${key1024.slice(0, 40)} ${key1024.slice(40)};`, { type: 'rsa', bits: 1024 }],
    [`v=DKIM1; k=ed25519; p=${ed25519}`, { type: 'ed25519' }],
    [`v=DKIM1; h=sha256; s=email; n=a note; p=${key1024}`, { type: 'rsa', bits: 1024 }],
    [`v=DKIM1; s=*; x=unknown tags are ignored; p=${key1024}`, { type: 'rsa', bits: 1024 }],
  ])('reads %.40s', (text, key) => {
    expect(parseDkim(text)).toMatchObject({ key, revoked: false, testing: false, faults: [] });
  });

  it('revoked: an empty p=', () => {
    const { key, revoked, faults: none } = parseDkim('v=DKIM1; p=');
    expect({ key, revoked, none }).toEqual({ key: undefined, revoked: true, none: [] });
  });

  it.each([
    ['t=y', true],
    ['t=s:y', true],
    ['t=Y ', true],
    ['t=s', false],
  ])('testing: %s is %s', (tag, testing) => {
    expect(parseDkim(`v=DKIM1; ${tag}; p=${key1024}`).testing).toBe(testing);
  });

  it('hashes', () => {
    expect(parseDkim(`h=SHA1 : sha256; p=${key1024}`).hashes).toEqual(['sha1', 'sha256']);
    expect(parseDkim(`p=${key1024}`).hashes).toBeUndefined();
  });

  it.each([
    [`p=${key1024}; v=DKIM1`, 'invalid-version', 'v=DKIM1'],
    [`v=DKIM2; p=${key1024}`, 'invalid-version', 'v=DKIM2'],
    [`v=dkim1; p=${key1024}`, 'invalid-version', 'v=dkim1'],
    [`v=DKIM1; k=dsa; p=${key1024}`, 'unknown-key-type', 'dsa'],
    ['v=DKIM1; k=rsa', 'no-key', 'v=DKIM1; k=rsa'],
    ['v=DKIM1; p=AAA#AAAA', 'invalid-base64', '#'],
    [`v=DKIM1; p=${key1024.slice(0, 41)}`, 'invalid-base64', key1024.slice(40, 41)],
    [`v=DKIM1; p=${key1024.slice(0, 40)}`, 'invalid-key', key1024.slice(0, 40)],
    [`v=DKIM1; k=ed25519; p=${key1024}`, 'invalid-key', key1024],
    [`v=DKIM1; p=${ed25519}`, 'invalid-key', ed25519],
    [`v=DKIM1; s=tlsrpt; p=${key1024}`, 'not-for-mail', 's=tlsrpt'],
    [`v=DKIM1; p=${key1024}; p=`, 'duplicate-tag', 'p='],
    [`v=DKIM1; oops; p=${key1024}`, 'no-tag', 'oops'],
  ])('%.40s: %s', (text, problem, place) => {
    expect(faults(text)).toEqual([[problem, place]]);
  });

  it('sees the quote marks that a panel added', () => {
    expect(faults(`"v=DKIM1; p=${key1024}"`).map(([problem]) => problem)).toContain('quoted');
  });
});

it.each([
  ['v=DKIM1; k=rsa', true],
  ['v=dkim1;p=x', true],
  ['"v=DKIM1; p=x"', true],
  ['k=rsa; p=', true],
  ['p=abc', true],
  ['v=spf1 include:_spf.odoo.com ~all', false],
  ['odoo._domainkey.odoo.com.', false],
  ['', false],
])('isDkim(%j) is %s', (value, expected) => {
  expect(isDkim(value)).toBe(expected);
});
