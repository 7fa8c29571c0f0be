/** `--flatten`: an include as the networks behind it. */
import { describe, expect, it } from 'vitest';
import { name } from '../../src/dns/name.js';
import { txt } from '../world.js';
import { elsewhere, printed, repair } from './planned.js';

const zone = `
  ${elsewhere}
  ${txt('both.test', 'v=spf1 ip4:192.0.2.0/25 ip6:2a00:7::/33 include:half.test ip4:203.0.113.9 -all')}
  ${txt('half.test', 'v=spf1 ip4:192.0.2.128/25 ip6:2a00:7:8000::/33 a:mail.test ~all')}
  ${txt('hole.test', 'v=spf1 -ip4:192.0.2.64/26 ip4:192.0.2.0/24 -all')}
  ${txt('deep.test', 'v=spf1 include:dynamic.test ip4:192.0.2.1 -all')}
  ${txt('nobody.test', 'v=spf1 -all')}
`;

function flattened(text: string, ...targets: readonly string[]): string {
  return printed(text, {
    zone,
    profile: { twenty20: false },
    flatten: targets.map((target) => name(target)),
  });
}

describe('--flatten', () => {
  it.each([
    [
      'through all levels, both families, as few networks as there can be',
      'v=spf1 include:both.test ~all',
      'both.test',
      'v=spf1 ip4:192.0.2.0/24 ip4:198.51.100.1 ip4:203.0.113.9 ip6:2a00:7::/32 ~all',
    ],
    [
      'in its place',
      'v=spf1 a:mail.test/24 -Include:ONE.test. ip4:203.0.113.1 ?all moo=x',
      'one.test',
      'v=spf1 a:mail.test/24 -ip4:192.0.2.0/28 ip4:203.0.113.1 ?all moo=x',
    ],
    [
      'with its qualifier',
      'v=spf1 ~include:both.test -all',
      'both.test',
      'v=spf1 ~ip4:192.0.2.0/24 ~ip4:198.51.100.1 ~ip4:203.0.113.9 ~ip6:2a00:7::/32 -all',
    ],
    [
      'as its terms decide in their order',
      'v=spf1 include:hole.test ~all',
      'hole.test',
      'v=spf1 ip4:192.0.2.0/26 ip4:192.0.2.128/25 ~all',
    ],
    [
      'a network that was there is there once',
      'v=spf1 include:one.test ip4:192.0.2.0/28 ~all',
      'one.test',
      'v=spf1 ip4:192.0.2.0/28 ~all',
    ],
    [
      'not in the record',
      'v=spf1 include:one.test ~all',
      'two.test',
      'refused: nothing-to-flatten',
    ],
    [
      'only inside another',
      'v=spf1 include:two.test ~all',
      'one.test',
      'refused: nothing-to-flatten',
    ],
    ['behind all', 'v=spf1 ~all include:one.test', 'one.test', 'refused: nothing-to-flatten'],
    [
      'what depends on the message',
      'v=spf1 include:dynamic.test ~all',
      'dynamic.test',
      'refused: not-flattenable',
    ],
    [
      'the same further in',
      'v=spf1 include:deep.test ~all',
      'deep.test',
      'refused: not-flattenable',
    ],
    [
      'what is in error',
      'v=spf1 include:broken.test ~all',
      'broken.test',
      'refused: not-flattenable',
    ],
    [
      'what authorises nobody',
      'v=spf1 include:nobody.test ~all',
      'nobody.test',
      'refused: not-flattenable',
    ],
  ])('%s', (_, before, target, after) => {
    expect(flattened(before, target)).toBe(after);
  });

  it('takes several', () => {
    expect(
      flattened('v=spf1 include:one.test include:hole.test ~all', 'hole.test', 'one.test'),
    ).toBe('v=spf1 ip4:192.0.2.0/28 ip4:192.0.2.0/26 ip4:192.0.2.128/25 ~all');
  });

  it('brings a record within the limit, and says until when it may be trusted', () => {
    const hosts = Array.from({ length: 6 }, (_, at) => `a:mail.test/${at + 20}`).join(' ');
    const plan = repair(`v=spf1 ${hosts} include:two.test -all`, {
      zone: `${elsewhere}mail.test. AAAA 2001:db8::1\n`,
      flatten: [name('two.test')],
    });
    expect(plan).toMatchObject({
      record: `v=spf1 include:_spf.odoo.com ${hosts} ip4:192.0.2.0/27 -all`,
      lookups: 9,
      notes: [
        {
          kind: 'flattened',
          target: 'two.test',
          networks: 1,
          asOf: '2026-01-01',
          lookAgain: '2026-02-01',
        },
      ],
      proof: { lost: [], loosened: [], lookups: { before: 8, after: 9 } },
    });
  });

  it('says of what would lead to it, and of what cannot be listed', () => {
    const flatten = [name('one.test')];
    expect(repair('v=spf1 include:two.test ~all', { flatten })).toMatchObject({
      reason: { kind: 'nothing-to-flatten', target: 'one.test', within: 'include:two.test' },
    });
    expect(
      repair('v=spf1 include:deep.test ~all', { zone, flatten: [name('deep.test')] }),
    ).toMatchObject({
      reason: { kind: 'not-flattenable', term: 'exists:%{ir}.x.dynamic.test' },
    });
  });

  it('becomes several strings where it must, and no more than a DNS message holds', () => {
    const hosts = (net: number, count: number) =>
      Array.from({ length: count }, (_, at) => `ip4:${net}.${at >> 6}.${(at & 63) * 4}.0`).join(
        ' ',
      );
    const plan = (count: number) =>
      repair('v=spf1 include:_spf.odoo.com include:many.test include:more.test ~all', {
        zone: [
          elsewhere,
          txt('many.test', `v=spf1 ${hosts(62, count)} -all`),
          txt('more.test', `v=spf1 ${hosts(63, count)} -all`),
        ].join(''),
        flatten: [name('many.test'), name('more.test')],
      });
    expect(plan(100)).toMatchObject({
      kind: 'record',
      proof: { size: { strings: 12 } },
      notes: [
        { kind: 'flattened', networks: 100 },
        { kind: 'flattened', networks: 100 },
        { kind: 'large-answer', limit: 1232 },
      ],
    });
    expect(plan(2500)).toMatchObject({ reason: { kind: 'too-large', limit: 65_535 } });
  });
});
