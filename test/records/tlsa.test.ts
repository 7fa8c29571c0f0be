import { describe, expect, it } from 'vitest';
import { matchesChain, tlsaFlaw, type SeenCertificate } from '../../src/records/tlsa.js';

const sha256 = 'ab'.repeat(32);
const sha512 = 'cd'.repeat(64);

describe('tlsaFlaw', () => {
  it.each([
    [3, 1, 1, sha256],
    [2, 0, 2, sha512],
    [3, 0, 0, '3082'],
  ])('%d %d %d can be used', (usage, selector, matchingType, data) => {
    expect(tlsaFlaw({ usage, selector, matchingType, data })).toBeUndefined();
  });

  it.each([
    [0, 1, 1, sha256, /usage 0/],
    [1, 1, 1, sha256, /usage 1/],
    [4, 1, 1, sha256, /usage 4/],
    [3, 2, 1, sha256, /selector 2/],
    [3, 1, 3, sha256, /matching type 3/],
    [3, 1, 1, sha512, /32 octets, not 64/],
    [3, 1, 2, sha256, /64 octets, not 32/],
    [3, 1, 0, '', /no data/],
  ])('%d %d %d cannot', (usage, selector, matchingType, data, reason) => {
    expect(tlsaFlaw({ usage, selector, matchingType, data })).toMatch(reason);
  });
});

describe('matchesChain', () => {
  const seen = (mark: string): SeenCertificate => ({
    certificate: { der: `${mark}0`, sha256: `${mark}1`, sha512: `${mark}2` },
    publicKey: { der: `${mark}3`, sha256: `${mark}4`, sha512: `${mark}5` },
  });
  const chain = [seen('a'), seen('b')];

  it.each([
    [3, 0, 0, 'a0', true],
    [3, 0, 1, 'a1', true],
    [3, 0, 2, 'a2', true],
    [3, 1, 0, 'a3', true],
    [3, 1, 1, 'a4', true],
    [3, 1, 2, 'a5', true],
    [3, 1, 1, 'a1', false],
    // DANE-EE is the host's own certificate, DANE-TA one that it sends along.
    [3, 1, 1, 'b4', false],
    [2, 1, 1, 'b4', true],
    [2, 0, 1, 'c1', false],
  ])('%d %d %d %s: %s', (usage, selector, matchingType, data, expected) => {
    expect(matchesChain({ usage, selector, matchingType, data }, chain)).toBe(expected);
  });
});
