import { describe, expect, it } from 'vitest';
import { name } from '../../src/dns/name.js';
import { differingTerms, recordKey } from '../../src/spf/same-record.js';

const domain = name('d.test');
const isSame = (a: string, b: string) => recordKey(a, domain) === recordKey(b, domain);

describe('recordKey', () => {
  it.each([
    ['v=spf1 a -all', 'V=SPF1  A   -ALL '],
    ['v=spf1 a -all', 'v=spf1 +a:D.test. -all'],
    ['v=spf1 include:_spf.x.test ~all', 'v=spf1 +Include:_SPF.X.test. ~all'],
    ['v=spf1 ip4:192.0.2.1 -all', 'v=spf1 ip4:192.0.2.1/32 -all'],
    ['v=spf1 ip6:2001:db8::1 -all', 'v=spf1 ip6:2001:0DB8:0::1/128 -all'],
    ['v=spf1 ip4:192.0.2.77/24 -all', 'v=spf1 ip4:192.0.2.0/24 -all'],
    ['v=spf1 mx/32//128 -all', 'v=spf1 mx -all'],
    ['v=spf1 exp=why.d.test a redirect=x.test', 'v=spf1 a redirect=X.test exp=why.d.test'],
    ['v=spf1 X-Note=1 a', 'v=spf1 a x-note=1'],
  ])('%j says the same as %j', (a, b) => {
    expect(isSame(a, b)).toBe(true);
  });

  it.each([
    ['v=spf1 a mx -all', 'v=spf1 mx a -all'],
    ['v=spf1 a -all', 'v=spf1 a ~all'],
    ['v=spf1 ?a -all', 'v=spf1 a -all'],
    ['v=spf1 a -all', 'v=spf1 a a -all'],
    ['v=spf1 ip4:192.0.2.0/24 -all', 'v=spf1 ip4:192.0.2.0/25 -all'],
    ['v=spf1 exists:%{i}.x.test -all', 'v=spf1 exists:%{I}.x.test -all'],
    ['v=spf1 include:a.test -all', 'v=spf1 include:b.test -all'],
    ['v=spf1 redirect=a.test', 'v=spf1 exp=a.test'],
    ['v=spf1 ipv4:192.0.2.1 -all', 'v=spf1 ip4:192.0.2.1 -all'],
  ])('%j does not say the same as %j', (a, b) => {
    expect(isSame(a, b)).toBe(false);
  });
});

describe('differingTerms', () => {
  it('names what is missing and what is extra, as written', () => {
    expect(
      differingTerms('v=spf1 MX ip4:192.0.2.1 ~all', 'v=spf1 mx include:a.test -all', domain),
    ).toEqual({ missing: ['include:a.test', '-all'], extra: ['ip4:192.0.2.1', '~all'] });
  });

  it('names nothing where the order alone differs', () => {
    expect(differingTerms('v=spf1 a mx', 'v=spf1 mx a', domain)).toEqual({
      missing: [],
      extra: [],
    });
  });
});
