/** `--optimize`: what goes, what stays, and why. */
import { describe, expect, it } from 'vitest';
import { txt } from '../world.js';
import { domain, include, printed, repair, type Case } from './planned.js';

const hosts = `
  d.test. MX 1 mail.test.
  d.test. A 198.51.100.1
`;
const zone = `
  ${txt('wide.test', 'v=spf1 ip4:198.51.100.0/24 ip4:192.0.2.0/24 -all')}
  ${hosts}
`;

function optimized(terms: string, given: Case = {}): string {
  const text = `v=spf1 include:_spf.odoo.com ${terms}`;
  return printed(text, { zone, optimize: true, ...given }).replace(
    'v=spf1 include:_spf.odoo.com ',
    '',
  );
}

describe('--optimize', () => {
  it.each([
    [
      'nothing to be done',
      'a:mail.test include:one.test -all',
      'a:mail.test include:one.test -all',
    ],
    [
      'in the order and spelling of the user',
      'A:Mail.test. moo=x IP4:192.0.2.1 a:gone.test -ALL exp=why.test',
      'A:Mail.test. moo=x IP4:192.0.2.1 -ALL exp=why.test',
    ],
    // Never reached.
    ['terms after all', '~all a:mail.test include:one.test', '~all'],
    ['a redirect beside all', 'a:mail.test redirect=one.test ~all', 'a:mail.test ~all'],
    // Nothing found.
    ['dead terms', 'a:gone.test mx:gone.test exists:gone.test ~all', '~all'],
    [
      'a mail host without address',
      'mx:null.test a:mail.test ~all',
      'a:mail.test ~all',
      `${zone}null.test. MX 0 .\n`,
    ],
    // Covered by others.
    [
      'hosts that an include covers',
      'a mx a:mail.test include:wide.test ~all',
      'include:wide.test ~all',
    ],
    ['hosts that networks cover', 'a mx ip4:198.51.100.0/24 ~all', 'ip4:198.51.100.0/24 ~all'],
    ['one of two names of the same host', 'a:mail.test a ~all', 'a:mail.test ~all'],
    [
      'networks that an include covers',
      'ip4:192.0.2.1 ip4:192.0.2.128/25 include:wide.test ~all',
      'include:wide.test ~all',
    ],
    [
      'networks in a network',
      'ip4:192.0.2.0/25 ip4:192.0.2.0/24 ip4:192.0.2.7 ~all',
      'ip4:192.0.2.0/24 ~all',
    ],
    ['an include in an include', 'include:one.test include:two.test ~all', 'include:two.test ~all'],
    ['a refusal that the end gives', 'a:mail.test -ip4:203.0.113.0/24 -all', 'a:mail.test -all'],
    ['ptr that the end gives', 'a:mail.test ~ptr ~all', 'a:mail.test ~all'],
    // What is not the same.
    ['ptr that lets pass', 'a:mail.test ptr ~all', 'a:mail.test ptr ~all'],
    [
      'half covered',
      'ip4:192.0.2.0/24 ip4:192.0.3.0/24 include:wide.test ~all',
      'ip4:192.0.3.0/24 include:wide.test ~all',
    ],
    [
      'covered behind a refusal',
      'ip4:192.0.2.1 -ip4:192.0.2.0/25 include:wide.test ~all',
      'ip4:192.0.2.1 -ip4:192.0.2.0/25 include:wide.test ~all',
    ],
    ['a softfail before fail', '~ip4:192.0.2.0/24 -all', '~ip4:192.0.2.0/24 -all'],
    ['neutral before softfail', '?a:mail.test ~all', '?a:mail.test ~all'],
    [
      'what depends on the message',
      'exists:%{i}.x.test include:dynamic.test ~all',
      'exists:%{i}.x.test include:dynamic.test ~all',
    ],
  ])('%s', (_, before, after, given = zone) => {
    expect(optimized(before, { zone: given })).toBe(after);
  });

  it('keeps what was asked for, whoever covers it', () => {
    const cover = `${zone}${txt('cover.test', 'v=spf1 include:_spf.odoo.com ip4:192.0.2.0/24 -all')}`;
    const profile = { includes: [domain] };
    expect(profile.includes).toHaveLength(1);
    expect(optimized('include:cover.test ~all', { zone: cover })).toBe('include:cover.test ~all');
  });

  it('leaves all of it where nobody asked', () => {
    const text = 'v=spf1 include:_spf.odoo.com a:gone.test a mx ~all include:one.test';
    expect(printed(text, { zone })).toBe(text);
  });

  it('gives each edit its own reason, cost and proof', () => {
    const plan = repair('v=spf1 a:gone.test include:wide.test mx -all', { zone, optimize: true });
    expect(plan).toMatchObject({
      kind: 'record',
      record: 'v=spf1 include:_spf.odoo.com include:wide.test -all',
      edits: [
        {
          changes: [{ kind: 'add', term: 'include:_spf.odoo.com' }],
          proof: { gained: [{ reason: 'asked' }], lost: [], lookups: { before: 3, after: 6 } },
        },
        {
          record: 'v=spf1 include:_spf.odoo.com include:wide.test mx -all',
          changes: [{ kind: 'drop-void', term: 'a:gone.test' }],
          proof: {
            gained: [],
            lost: [],
            lookups: { before: 6, after: 5 },
            voidLookups: { before: { ipv4: 1 }, after: { ipv4: 0 } },
          },
        },
        {
          changes: [{ kind: 'drop-covered', term: 'mx' }],
          proof: { gained: [], lost: [], lookups: { before: 5, after: 4 } },
        },
      ],
      proof: { lookups: { before: 3, after: 4 } },
    });
  });

  it('keeps what leads to an include that was asked for, even one that passes nobody', () => {
    const text = 'v=spf1 include:outer.test include:_spf.odoo.com -all';
    const nested = [
      hosts,
      txt('outer.test', 'v=spf1 include:nobody.test -all'),
      txt('nobody.test', 'v=spf1 ?ip4:192.0.2.1 -all'),
    ].join('');
    const given = { zone: nested, optimize: true } as const;
    expect(printed(text, { ...given, ...include('nobody.test') })).toBe(text);
    expect(printed(text, given)).toBe('v=spf1 include:_spf.odoo.com -all');
  });

  it('keeps what a term says behind an error, which may end one day', () => {
    expect(optimized('include:several.test ?ip4:192.0.2.1 ~all')).toMatch(
      /\?ip4:192\.0\.2\.1 ~all$/,
    );
  });
});
