import { isIPv6 } from 'node:net';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseIp4, parseIp6, printAddress } from '../../src/dns/address.js';

describe('IPv4 text', () => {
  it.each(['0.0.0.0', '192.0.2.1', '255.255.255.255'])('reads %s', (text) => {
    expect(printAddress(parseIp4(text) ?? [])).toBe(text);
  });
  it.each(['', '1.2.3', '1.2.3.4.5', '256.1.1.1', '01.2.3.4', '1.2.3.4 ', '1..2.3', '0x1.2.3.4'])(
    'refuses %j',
    (text) => {
      expect(parseIp4(text)).toBeUndefined();
    },
  );
});

describe('IPv6 text', () => {
  // The first column is what is read, the second RFC 5952's spelling of it.
  it.each([
    ['::', '::'],
    ['::1', '::1'],
    ['1::', '1::'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
  ])('reads %s as %s', (text, canonical) => {
    expect(printAddress(parseIp6(text) ?? [])).toBe(canonical);
  });
  it.each(['', ':', ':::', '1', '1::2::3', '1:2:3:4:5:6:7:8:9', '1:2:3:4:5:6:7:8::', '12345::'])(
    'refuses %j',
    (text) => {
      expect(parseIp6(text)).toBeUndefined();
    },
  );
  it.each(['1.2.3.4', '::1.2.3', '1.2.3.4::', '1.2.3.4::5', '::1%eth0', '::1/64', ':1::', '1::2:'])(
    'refuses %j',
    (text) => {
      expect(parseIp6(text)).toBeUndefined();
    },
  );
  it('agrees with the system about what is an address', () => {
    const part = fc.constantFrom('', '0', '1', 'ffff', 'g', '1.2.3.4', '00000', ':');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 9 }), (parts) => {
        const text = parts.join(':');
        expect(parseIp6(text) !== undefined).toBe(isIPv6(text));
      }),
      { numRuns: 2000 },
    );
  });
});
