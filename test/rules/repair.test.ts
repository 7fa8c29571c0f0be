/** The paragraph on `fix` in the interface, sentence by sentence. */
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseIp4, parseIp6, printAddress } from '../../src/dns/address.js';
import { recordsOf, txtValue, type Known } from '../../src/dns/answer.js';
import { noError } from '../../src/dns/chain.js';
import { name, type DomainName } from '../../src/dns/name.js';
import { parseZone, zoneAnswers } from '../../src/dns/zone.js';
import type { Repair, RepairOptions } from '../../src/rules/repair.js';
import { addressFromValue, type Network } from '../../src/spf/address.js';
import { intervalOf } from '../../src/spf/ranges.js';
import { parseSpf } from '../../src/spf/parse.js';
import { toStrings } from '../../src/spf/print.js';
import { directivesOf } from '../../src/spf/record.js';
import { isSpf } from '../../src/spf/select.js';
import { naiveResult } from '../naive-spf.js';
import { remembered, txt, world } from '../world.js';
import {
  domain,
  elsewhere,
  google,
  include,
  printed,
  repair,
  repairIn,
  vendors,
  type Case,
} from './planned.js';

describe('a new record', () => {
  it.each<[string, readonly string[], string, Case?]>([
    ['other TXT, no provider', ['a note'], 'v=spf1 include:_spf.odoo.com ~all'],
    [
      'mailboxes at Google',
      ['a note'],
      'v=spf1 include:_spf.odoo.com include:_spf.google.com ~all',
      { zone: google },
    ],
    ['--no-detect', ['x'], 'v=spf1 include:_spf.odoo.com ~all', { zone: google, detect: false }],
    ['--all -', ['x'], 'v=spf1 include:_spf.odoo.com -all', { all: '-' }],
    ['no TXT at all', [], 'v=spf1 include:_spf.odoo.com ~all'],
    ['--include', ['x'], 'v=spf1 include:_spf.odoo.com include:two.test ~all', include('two.test')],
    [
      'an include that the MX shows as well',
      ['x'],
      'v=spf1 include:_spf.odoo.com include:_spf.google.com ~all',
      { zone: google, ...include('_spf.google.com') },
    ],
    [
      '--profile none',
      ['x'],
      'v=spf1 include:_spf.google.com ~all',
      { zone: google, profile: { twenty20: false } },
    ],
    [
      '--outgoing external',
      ['x'],
      'v=spf1 include:_spf.google.com ~all',
      { zone: google, profile: { outgoing: 'external' } },
    ],
    [
      '--outgoing external, nothing known',
      ['x'],
      'refused: nothing-to-authorise',
      { profile: { outgoing: 'external' } },
    ],
    ['an include without record', ['x'], 'refused: dead-include', include('note.test')],
    ['an include of nothing', ['x'], 'refused: dead-include', include('gone.test')],
    ['an include of the domain itself', ['x'], 'refused: dead-include', include('d.test')],
    ['an include with two records', ['x'], 'refused: dead-include', include('several.test')],
    ['an include with a broken record', ['x'], 'refused: dead-include', include('broken.test')],
    ['an include that goes in a circle', ['x'], 'refused: dead-include', include('circle.test')],
    ['an include that times out', ['x'], 'unknown: timeout', include('slow.test')],
    ['MX that time out', ['x'], 'unknown: timeout', { zone: '$FAILURE d.test. timeout MX\n' }],
    [
      'MX that time out and do not matter',
      ['x'],
      'v=spf1 include:_spf.odoo.com ~all',
      { zone: '$FAILURE d.test. timeout MX\n', detect: false },
    ],
  ])('%s', (_, published, expected, given) => {
    expect(printed(published, given)).toBe(expected);
  });

  it('leaves out a provider whose own record is in error', () => {
    const know = world(
      `${txt('_spf.odoo.com', 'v=spf1 ip4:62.10.16.0/24 ~all')}${txt('d.test', 'x')}${google}`,
    );
    expect(repairIn(know, domain)).toMatchObject({ record: 'v=spf1 include:_spf.odoo.com ~all' });
  });

  it('needs the domain', () => {
    expect(repairIn(world(vendors), domain)).toEqual({
      kind: 'refused',
      reason: { kind: 'no-such-domain' },
    });
  });

  it.each(['timeout', 'servfail', 'refused', 'malformed'] as const)('needs TXT: %s', (cause) => {
    const know = world(`${vendors}${elsewhere}$FAILURE d.test. ${cause} TXT`);
    expect(repairIn(know, domain)).toMatchObject({ kind: 'unknown', cause: { cause } });
  });
});

describe('an existing record', () => {
  it.each<[string, string, string, Case?]>([
    ['sound', 'v=spf1 include:_spf.odoo.com ~all', 'v=spf1 include:_spf.odoo.com ~all'],
    [
      'sound, to the letter',
      'V=spf1  A INCLUDE:_SPF.Odoo.com.   -ALL ',
      'V=spf1  A INCLUDE:_SPF.Odoo.com.   -ALL ',
      { zone: 'd.test. A 198.51.100.7' },
    ],
    [
      'the include in front, order, case and spelling kept',
      'v=spf1 MX:mail.test Include:One.test. ip4:198.51.100.0/24 moo=x ~ALL exp=why.test',
      'v=spf1 include:_spf.odoo.com MX:mail.test Include:One.test. ip4:198.51.100.0/24 moo=x ~ALL exp=why.test',
      { zone: 'mail.test. MX 1 mail.test.' },
    ],
    [
      '--keep-order',
      'v=spf1 include:one.test ~all moo=x',
      'v=spf1 include:one.test include:_spf.odoo.com ~all moo=x',
      { keepOrder: true },
    ],
    [
      '--keep-order without all',
      'v=spf1 a',
      'v=spf1 a include:_spf.odoo.com',
      {
        keepOrder: true,
        zone: 'd.test. A 198.51.100.7',
      },
    ],
    [
      'a provider that is missing is told, not added',
      'v=spf1 include:_spf.odoo.com ~all',
      'v=spf1 include:_spf.odoo.com ~all',
      { zone: google },
    ],
    ['nested already', 'v=spf1 include:odoo.two.test ~all', 'v=spf1 include:odoo.two.test ~all'],
    ['through redirect already', 'v=spf1 redirect=odoo.two.test', 'v=spf1 redirect=odoo.two.test'],
    // Directives that do not pass.
    [
      'a refusal that it overlaps stays in front',
      'v=spf1 include:one.test -ip4:62.10.16.128/25 ip4:198.51.100.1 ~all',
      'v=spf1 include:one.test -ip4:62.10.16.128/25 include:_spf.odoo.com ip4:198.51.100.1 ~all',
    ],
    [
      'a refusal elsewhere does not',
      'v=spf1 -ip4:198.51.100.128/25 include:one.test ~all',
      'v=spf1 include:_spf.odoo.com -ip4:198.51.100.128/25 include:one.test ~all',
    ],
    [
      'a refusal whose match nobody knows stays in front',
      'v=spf1 ~exists:%{l}.x.test include:one.test ~all',
      'v=spf1 ~exists:%{l}.x.test include:_spf.odoo.com include:one.test ~all',
    ],
    [
      'a refusal in front of an include that nobody knows',
      'v=spf1 -ip4:198.51.100.1 -all',
      'v=spf1 -ip4:198.51.100.1 include:dynamic.test -all',
      { profile: { twenty20: false, includes: [name('dynamic.test')] } },
    ],
    [
      'refusals that leave it nothing',
      'v=spf1 ip4:198.51.100.1 -ip4:0.0.0.0/0 -ip6:::/0',
      'refused: shadowed',
    ],
    [
      'the same, published',
      'v=spf1 -ip4:62.0.0.0/8 -ip6:2a00::/16 include:_spf.odoo.com ~all',
      'refused: shadowed',
    ],
    // What is there and without effect.
    [
      'softfail',
      'v=spf1 a:mail.test ~include:_spf.odoo.com -all',
      'v=spf1 a:mail.test include:_spf.odoo.com -all',
    ],
    [
      'inside a neutral include, which keeps all of its senders',
      'v=spf1 ?include:odoo.two.test -all',
      'refused: shadowed',
    ],
    [
      'inside a neutral include behind it',
      'v=spf1 a:mail.test ?include:half.test -all',
      'v=spf1 a:mail.test ?include:half.test include:_spf.odoo.com -all',
      { zone: txt('half.test', 'v=spf1 include:_a.odoo.com -all') },
    ],
    [
      'after all',
      'v=spf1 a:mail.test ~all include:_spf.odoo.com',
      'v=spf1 include:_spf.odoo.com a:mail.test ~all',
    ],
    [
      'beside all',
      'v=spf1 ~all redirect=_spf.odoo.com',
      'v=spf1 include:_spf.odoo.com ~all redirect=_spf.odoo.com',
    ],
    [
      'misspelt',
      'v=spf1 a:mail.test include:spf.odoo.com ~all',
      'v=spf1 a:mail.test include:_spf.odoo.com ~all',
    ],
    [
      'misspelt, and right besides',
      'v=spf1 include:_spf.odoo.com include:_spf.odo.com ~all',
      'v=spf1 include:_spf.odoo.com ~all',
    ],
    [
      'like a misspelling, with --outgoing external: only a dead include',
      'v=spf1 include:spf.odoo.com ip4:198.51.100.1 ~all',
      'v=spf1 ip4:198.51.100.1 ~all',
      { profile: { outgoing: 'external' } },
    ],
    // all and redirect.
    ['redirect', 'v=spf1 redirect=two.test', 'v=spf1 include:_spf.odoo.com redirect=two.test'],
    [
      'redirect and --all',
      'v=spf1 redirect=two.test',
      'v=spf1 include:_spf.odoo.com redirect=two.test',
      { all: '-' },
    ],
    ['a dead redirect', 'v=spf1 redirect=gone.test', 'refused: dead-redirect'],
    ['a redirect to itself', 'v=spf1 redirect=d.test', 'refused: loop'],
    ['a redirect to no name', 'v=spf1 redirect=x..test', 'refused: dead-redirect'],
    ['neither', 'v=spf1 a:mail.test', 'v=spf1 include:_spf.odoo.com a:mail.test'],
    ['nothing but the version', 'v=spf1', 'v=spf1 include:_spf.odoo.com'],
    [
      '--all',
      'v=spf1 a:mail.test ?all',
      'v=spf1 include:_spf.odoo.com a:mail.test -all',
      {
        all: '-',
      },
    ],
    [
      '--all where there is none',
      'v=spf1 a:mail.test',
      'v=spf1 include:_spf.odoo.com a:mail.test ~all',
      {
        all: '~',
      },
    ],
    ['+all', 'v=spf1 a:mail.test +all', 'refused: pass-all'],
    ['all', 'v=spf1 all', 'refused: pass-all'],
    [
      '+all with --all',
      'v=spf1 a:mail.test +all',
      'v=spf1 include:_spf.odoo.com a:mail.test ~all',
      {
        all: '~',
      },
    ],
    ['no mail', 'v=spf1 -all', 'refused: no-mail'],
    ['no mail, with an explanation', 'v=spf1 exp=why.test -all', 'refused: no-mail'],
    ['no mail, with --yes', 'v=spf1 -all', 'v=spf1 include:_spf.odoo.com -all', { yes: true }],
    ['no mail, nothing asked', 'v=spf1 -all', 'v=spf1 -all', { profile: { twenty20: false } }],
    // What is there twice, dead, or cannot be looked up.
    [
      'duplicates',
      'v=spf1 include:_spf.odoo.com include:one.test a:mail.test include:ONE.test. A:mail.test ~all',
      'v=spf1 include:_spf.odoo.com include:one.test a:mail.test ~all',
    ],
    [
      '~all, then -all',
      'v=spf1 a:mail.test ~all -all',
      'v=spf1 include:_spf.odoo.com a:mail.test ~all',
    ],
    [
      '-all, then ~all',
      'v=spf1 include:_spf.odoo.com -all ~all',
      'v=spf1 include:_spf.odoo.com -all',
    ],
    [
      'a dead include',
      'v=spf1 include:_spf.odoo.com include:gone.test include:note.test -include:gone2.test ~all',
      'v=spf1 include:_spf.odoo.com ~all',
    ],
    [
      'an include of itself',
      'v=spf1 include:_spf.odoo.com include:d.test ~all',
      'v=spf1 include:_spf.odoo.com ~all',
    ],
    ['an include that times out', 'v=spf1 include:slow.test ~all', 'unknown: timeout'],
    ['an a that times out', 'v=spf1 include:_spf.odoo.com a:slow.test ~all', 'unknown: timeout'],
    // Errors.
    [
      'a fault that leaves a choice',
      'v=spf1 include:_spf.odoo.com exclude:one.test ~all',
      'refused: fault',
    ],
    ['a fault after all', 'v=spf1 include:_spf.odoo.com ~all ip4:1.2.3', 'refused: fault'],
    ['exp twice', 'v=spf1 exp=a.test exp=b.test ~all', 'refused: fault'],
    ['a control character', 'v=spf1 include:_spf.odoo.com moo=\u001b ~all', 'refused: fault'],
    ['a circle', 'v=spf1 include:circle.test ~all', 'refused: loop'],
    [
      'a circle after all',
      'v=spf1 ~all include:circle.test',
      'v=spf1 include:_spf.odoo.com ~all include:circle.test',
    ],
    [
      'in front of an include that is in error',
      'v=spf1 include:broken.test ip4:198.51.100.1 ~all',
      'v=spf1 include:_spf.odoo.com include:broken.test ip4:198.51.100.1 ~all',
    ],
    [
      'behind an include that is in error, where nobody gets',
      'v=spf1 include:several.test INCLUDE:_spf.odoo.com ~all',
      'v=spf1 INCLUDE:_spf.odoo.com include:several.test ~all',
    ],
    [
      '--include of a name that is in error for others',
      'v=spf1 ip4:198.51.100.1 ~all',
      'refused: changes-senders',
      include('holed.test'),
    ],
  ])('%s', (_, published, expected, given) => {
    expect(printed(published, given)).toBe(expected);
  });

  it('that is sound says so', () => {
    expect(repair('v=spf1 include:_spf.odoo.com ~all')).toEqual({
      kind: 'unchanged',
      record: 'v=spf1 include:_spf.odoo.com ~all',
      lookups: 3,
      proof: {
        gained: [],
        lost: [],
        loosened: [],
        tightened: [],
        senders: [
          {
            target: '_spf.odoo.com',
            provider: "Twenty20's own servers (Online and .sh)",
            ipv4: 256n + 64n,
            ipv6: 1n << 64n,
            complete: true,
            missing: null,
          },
        ],
        opaque: [],
        lookups: { before: 3, after: 3 },
        voidLookups: { before: { ipv4: 0, ipv6: 0 }, after: { ipv4: 0, ipv6: 0 } },
        size: { before: 33, after: 33, strings: 1 },
      },
      notes: [],
    });
  });

  it.each<[string, string, readonly object[], Case?]>([
    ['v=spf1 include:_spf.odoo.com', '', [{ kind: 'no-default' }]],
    ['v=spf1 redirect=two.test', '', [{ kind: 'all-ignored' }], { all: '~' }],
    [
      'v=spf1 include:_spf.odoo.com ~all',
      google,
      [{ kind: 'provider-missing', include: '_spf.google.com' }],
    ],
    [
      'v=spf1 include:dc-aa8e74c9f7._spfm.d.test ~all',
      txt('dc-aa8e74c9f7._spfm.d.test', 'v=spf1 include:one.test -all'),
      [{ kind: 'managed', target: 'dc-aa8e74c9f7._spfm.d.test' }],
    ],
    [
      'v=spf1 a:mail.test mx:mail.test a:mail.test/24 include:_spf.odoo.com ~all',
      'mail.test. MX 1 mail.test.\n',
      [{ kind: 'ipv6-voids', voids: 3 }],
    ],
  ])('%s is noted', (published, zone, notes, given) => {
    expect(repair(published, { zone: elsewhere + zone, ...given })).toMatchObject({ notes });
  });

  it('names the term that is at fault, and what may be meant', () => {
    expect(repair('v=spf1 a:mail.test exclude:one.test ~all')).toMatchObject({
      reason: { term: 'exclude:one.test', suggestion: 'include:one.test' },
    });
  });

  it('asks where a term stands glued to an include and would be dropped with it', () => {
    const know = world(`${vendors}${elsewhere}d.test. TXT "v=spf1 include:one.test" "mx -all"\n`);
    expect(repairIn(know, domain)).toMatchObject({
      kind: 'refused',
      reason: { kind: 'fault', term: 'include:one.testmx', suggestion: 'include:one.test mx' },
    });
  });

  it('names the circle', () => {
    expect(repair('v=spf1 include:circle.test ~all')).toMatchObject({
      reason: { kind: 'loop', path: ['d.test', 'circle.test', 'circle2.test', 'circle.test'] },
    });
  });

  it('over ten lookups is refused, with what each term costs', () => {
    const hosts = Array.from({ length: 6 }, () => 'a:mail.test');
    const published = `v=spf1 ${hosts.map((host, at) => `${host}/${at + 20}`).join(' ')} include:two.test ~all`;
    expect(repair(published)).toEqual({
      kind: 'refused',
      reason: {
        kind: 'too-many-lookups',
        lookups: 11,
        costs: [
          {
            term: 'include:_spf.odoo.com',
            provider: "Twenty20's own servers (Online and .sh)",
            lookups: 3,
          },
          ...hosts.map((host, at) => ({ term: `${host}/${at + 20}`, provider: null, lookups: 1 })),
          { term: 'include:two.test', provider: null, lookups: 2 },
        ],
        pastLimit: [],
        choices: [
          { kind: 'optimize', term: null, lookups: 6 },
          { kind: 'flatten', term: 'include:_spf.odoo.com', lookups: 8 },
          { kind: 'remove', term: 'include:two.test', lookups: 9 },
          { kind: 'sub-domain', term: 'include:two.test', lookups: 9 },
          { kind: 'flatten', term: 'include:two.test', lookups: 9 },
          ...hosts.map((host, at) => ({
            kind: 'remove',
            term: `${host}/${at + 20}`,
            lookups: 10,
          })),
        ],
      },
    });
    expect(repair(published.replace('include:two.test', 'include:one.test'))).toMatchObject({
      kind: 'record',
      lookups: 10,
    });
  });

  it('a merge that pushes a sender of IPv6 behind three voids is refused', () => {
    const zone = ['x1', 'x2', 'x3'].map((host) => `${host}.d.test. A 62.20.1.1\n`).join('');
    const published = [
      'v=spf1 a:x1.d.test a:x2.d.test -all',
      'v=spf1 a:x3.d.test ip6:2a0f:2::1 -all',
    ];
    expect(repair(published, { zone })).toMatchObject({
      reason: { kind: 'too-many-voids', family: 'ipv6', voids: 3 },
    });
  });

  it('over two void lookups loses as many dead terms as it takes', () => {
    expect(repair('v=spf1 a:x.test mx:x.test exists:x.test ip4:192.0.2.1 ~all')).toMatchObject({
      record: 'v=spf1 include:_spf.odoo.com mx:x.test exists:x.test ip4:192.0.2.1 ~all',
      changes: [
        { kind: 'add', term: 'include:_spf.odoo.com' },
        { kind: 'drop-void', term: 'a:x.test' },
      ],
    });
  });

  it('over two void lookups in what others own is refused, with the terms', () => {
    const zone = txt('voids.test', 'v=spf1 a:x.test mx:x.test exists:x.test -all');
    expect(repair('v=spf1 include:voids.test ~all', { zone })).toEqual({
      kind: 'refused',
      reason: {
        kind: 'too-many-voids',
        family: 'ipv4',
        voids: 3,
        terms: ['a:x.test', 'mx:x.test', 'exists:x.test'],
      },
    });
  });
});

describe('several records', () => {
  it.each<[string, readonly string[], string, Case?]>([
    [
      'in byte order, after the include, one all',
      [
        'v=spf1 include:_spf.odoo.com ~all',
        'v=spf1 include:two.test -all',
        'v=spf1 a:mail.test ~all',
      ],
      'v=spf1 include:_spf.odoo.com a:mail.test include:two.test ~all',
    ],
    [
      'the least restrictive all',
      ['v=spf1 a:mail.test -all', 'v=spf1 include:one.test ?all'],
      'v=spf1 include:_spf.odoo.com a:mail.test include:one.test ?all',
    ],
    [
      'an explicit all',
      ['v=spf1 a:mail.test', 'v=spf1 include:one.test -all'],
      'v=spf1 include:_spf.odoo.com a:mail.test include:one.test -all',
    ],
    ['+all', ['v=spf1 a:mail.test -all', 'v=spf1 +all'], 'refused: pass-all'],
    [
      '+all with --all',
      ['v=spf1 a:mail.test -all', 'v=spf1 +all'],
      'v=spf1 include:_spf.odoo.com a:mail.test ~all',
      { all: '~' },
    ],
    [
      '+all beside redirect, with --all',
      ['v=spf1 +all', 'v=spf1 redirect=two.test'],
      'v=spf1 include:_spf.odoo.com include:two.test ~all',
      { all: '~' },
    ],
    [
      'duplicates in another spelling',
      ['v=spf1 A:mail.test ~all', 'v=spf1  a:MAIL.test.  ~all'],
      'v=spf1 include:_spf.odoo.com a:MAIL.test. ~all',
    ],
    [
      'redirect beside the all of another',
      ['v=spf1 redirect=two.test', 'v=spf1 a:mail.test ~all'],
      'v=spf1 include:_spf.odoo.com a:mail.test include:two.test ~all',
    ],
    [
      'two redirects',
      ['v=spf1 redirect=two.test', 'v=spf1 redirect=one.test'],
      'v=spf1 include:_spf.odoo.com include:one.test redirect=two.test',
    ],
    [
      'what stood after all',
      ['v=spf1 a:mail.test ~all include:two.test', 'v=spf1 include:one.test ~all'],
      'v=spf1 include:_spf.odoo.com a:mail.test include:one.test ~all',
    ],
    [
      'the one says no mail',
      ['v=spf1 -all', 'v=spf1 include:_spf.odoo.com ~all'],
      'v=spf1 include:_spf.odoo.com ~all',
    ],
    [
      'a refusal behind the include',
      ['v=spf1 include:_spf.odoo.com -ip4:62.10.16.0/24 ~all', 'v=spf1 ip4:198.51.100.1 ~all'],
      'v=spf1 include:_spf.odoo.com -ip4:62.10.16.0/24 ip4:198.51.100.1 ~all',
    ],
    [
      '--keep-order',
      ['v=spf1 ip4:198.51.100.1 ~all', 'v=spf1 include:one.test ~all'],
      'v=spf1 include:one.test ip4:198.51.100.1 include:_spf.odoo.com ~all',
      { keepOrder: true },
    ],
    [
      'a fault in one of them',
      ['v=spf1 a:mail.test ~all', 'v=spf1 ip:192.0.2.1 -all'],
      'v=spf1 include:_spf.odoo.com a:mail.test ip4:192.0.2.1 ~all',
    ],
    [
      'a fault in one of them that leaves a choice',
      ['v=spf1 a:mail.test ~all', 'v=spf1 ip4:192.0.2.300 ~all'],
      'refused: fault',
    ],
    [
      'a refusal of the one whose match nobody knows',
      ['v=spf1 -exists:%{l}.x.test ~all', 'v=spf1 a:mail.test ~all'],
      'refused: changes-senders',
    ],
    [
      'an include in error in front of the senders of another',
      ['v=spf1 include:broken.test ~all', 'v=spf1 ip4:198.51.100.1 ~all'],
      'refused: changes-senders',
    ],
  ])('%s', (_, published, expected, given) => {
    expect(printed(published, given)).toBe(expected);
    expect(printed(published.toReversed(), given)).toBe(expected);
  });

  it('that would shadow a sender are refused, with a counter-example', () => {
    const published = ['v=spf1 -ip4:198.51.100.0/30 ~all', 'v=spf1 ip4:198.51.100.2/31 ~all'];
    expect(repair(published)).toMatchObject({
      kind: 'refused',
      reason: {
        kind: 'changes-senders',
        change: 'lost',
        span: {
          term: 'ip4:198.51.100.2/31',
          networks: ['198.51.100.2/31'],
          ipv4: 2n,
          example: '198.51.100.2',
          before: 'pass',
          after: 'fail',
        },
      },
    });
  });
});

describe('zone files that do not cover the providers', () => {
  const know = (zone: string) =>
    zoneAnswers([parseZone(`$TTL 60\n${zone}d.test. A 192.0.2.1\nd.test. MX 1 mail.d.test.\n`)]);

  it('are helped out with the figure of the catalogue, and say so', () => {
    expect(repairIn(know(''), domain)).toMatchObject({
      record: 'v=spf1 include:_spf.odoo.com ~all',
      lookups: 3,
      notes: [{ kind: 'estimated', target: '_spf.odoo.com', lookups: 3 }],
    });
  });

  it('count it each time that the name stands in the tree', () => {
    const zone =
      txt('d.test', 'v=spf1 include:a.d.test include:b.d.test ~all') +
      txt('a.d.test', 'v=spf1 include:_spf.odoo.com -all') +
      txt('b.d.test', 'v=spf1 include:_spf.odoo.com -all');
    expect(repairIn(know(zone), domain)).toMatchObject({
      reason: { kind: 'too-many-lookups', lookups: 11 },
    });
  });

  it('leave other names unknown', () => {
    const zone = txt('d.test', 'v=spf1 include:elsewhere.example ~all');
    expect(repairIn(know(zone), domain)).toMatchObject({
      kind: 'unknown',
      cause: { cause: 'not-covered' },
    });
  });
});

/** The world as it would be with the record published in place of the domain's SPF. */
function withRecord(know: Known, at: DomainName, record: string): Known {
  const strings = toStrings(record);
  return (question) =>
    question.name === at && question.type === 'TXT'
      ? noError(question, [], [{ type: 'TXT', name: at, ttl: 60, strings }])
      : know(question);
}

/** The domain's own SPF records. */
function spfTexts(know: Known, at: DomainName): readonly string[] {
  return recordsOf(know({ name: at, type: 'TXT' }), 'TXT')
    .map(txtValue)
    .filter(isSpf);
}

function expectSettled(know: Known, at: DomainName, plan: Repair, options: RepairOptions = {}) {
  if (plan.kind !== 'record' && plan.kind !== 'unchanged') return;
  const { record, lookups } = plan;
  expect(record).toMatch(/^v=spf1( [!-~]+| )*$/i);
  expect(parseSpf(record).faults).toEqual([]);
  expect(lookups).toBeLessThanOrEqual(10);
  const again = repairIn(withRecord(know, at, record), at, options);
  expect(again).toMatchObject({ kind: 'unchanged', record, lookups });
}

describe('every domain of the bundled world', () => {
  const files = ['mycompany', 'neighbours'].map((file) => {
    const url = new URL(`../../fixtures/zones/${file}.zone`, import.meta.url);
    return parseZone(readFileSync(url, 'utf8'), { file });
  });
  const know = remembered(zoneAnswers(files));
  const domains = files
    .flatMap(({ apexes, records }) => [
      ...apexes,
      ...records.flatMap(({ record }) => (record.type === 'TXT' ? [record.name] : [])),
    ])
    .filter((owner) => !owner.includes('*') && !/arpa$|^\.$/.test(owner));
  // First and last address of every network in the files, and the one behind.
  const edges = [
    ...new Set(
      files
        .flatMap(({ records }) => records.map(({ record }) => record))
        .flatMap((record): readonly Network[] => {
          if (record.type === 'A' || record.type === 'AAAA') {
            const octets = parseIp4(record.address) ?? parseIp6(record.address) ?? [];
            return [{ family: record.type === 'A' ? 4 : 6, octets, prefix: octets.length * 8 }];
          }
          if (record.type !== 'TXT') return [];
          return directivesOf(parseSpf(txtValue(record))).flatMap((term) =>
            'network' in term ? [term.network] : [],
          );
        })
        .flatMap((network) => {
          const { first, last } = intervalOf(network);
          return [first, last, last + 1n].map((value) =>
            printAddress(addressFromValue(network.family, value)),
          );
        }),
    ),
  ];

  it.each([...new Set(domains)])('%s is settled by its repair, and nobody is lost', (at) => {
    const plan = repairIn(know, at);
    expectSettled(know, at, plan);
    if (plan.kind !== 'record') return;
    for (const own of spfTexts(know, at)) {
      const lost = edges.filter(
        (address) =>
          naiveResult(know, at, own, address) === 'pass' &&
          naiveResult(know, at, plan.record, address) !== 'pass',
      );
      expect(lost).toEqual([]);
    }
  });
});

describe('hostile worlds end', () => {
  const plan = (zone: string) => repairIn(world(vendors + elsewhere + zone), domain);
  const everyOther = (count: number) =>
    Array.from({ length: count }, (_, at) => `ip4:10.${at >> 7}.${(at & 127) * 2}.1`).join(' ');

  it('with thousands of addresses', () => {
    expect(plan(txt('d.test', `v=spf1 ${everyOther(1500)} ~all`))).toMatchObject({
      kind: 'record',
      lookups: 3,
    });
  });

  it('with includes that fan out without an end', () => {
    const terms = Array.from({ length: 5 }, (_, at) => `include:x${at}.%{d}`).join(' ');
    const zone = `${txt('d.test', `v=spf1 include:w.test ~all`)}${txt('*.w.test', `v=spf1 ${terms} -all`)}${txt('w.test', `v=spf1 ${terms} -all`)}`;
    expect(plan(zone)).toMatchObject({ reason: { kind: 'too-many-lookups' } });
  });
});

describe('any records', () => {
  const sign = fc.constantFrom('', '', '', '-', '~', '?');
  const term = fc.oneof(
    fc
      .tuple(
        sign,
        fc.constantFrom(
          ...`include:_spf.odoo.com include:_SPF.odoo.com. include:spf.odoo.com include:_a.odoo.com
            include:odoo.two.test include:one.test include:two.test include:dynamic.test
            include:several.test include:holed.test include:gone.test
            include:d.test include:circle.test include:%{i}.x.test exists:%{i}.x.test ptr
            exists:mail.test a:mail.test a:mail.test/0 A:MAIL.test mx:d.test a:gone.test
            ip4:62.10.16.0/25 ip4:62.10.16.0/23 ip4:62.10.0.0/16 ip4:0.0.0.0/1 ip4:192.0.2.0/29
            ip4:192.0.2.9/28 ip4:198.51.100.1 ip6:2a00:10::/48 ip6:::ffff:62.10.16.1
            ip6:2a00:10::5`.split(/\s+/),
        ),
      )
      .map(([q, written]) => q + written),
    fc.constantFrom('moo=include:x', 'exp=why.test'),
  );
  const end = fc.constantFrom(
    '~all',
    '-all',
    '?ALL',
    '+all',
    '',
    'redirect=two.test',
    'redirect=odoo.two.test',
    '~all redirect=one.test',
    '-all include:_spf.odoo.com',
  );
  const record = fc
    .tuple(
      fc.uniqueArray(term, {
        maxLength: 5,
        selector: (t) => (t.slice(0, 4) === 'exp=' ? 'exp' : t),
      }),
      end,
    )
    .map(([terms, last]) => ['v=spf1', ...terms, last].join(' ').trimEnd());
  const addresses =
    `62.10.16.0 62.10.16.1 62.10.16.127 62.10.16.128 62.10.17.0 62.10.20.0 62.10.20.63
    62.10.20.64 62.10.255.255 62.11.0.0 0.0.0.0 127.255.255.255 128.0.0.0 192.0.2.0 192.0.2.7 192.0.2.8
    192.0.2.15 192.0.2.16 192.0.2.31 192.0.2.32 192.0.2.47 192.0.2.64 192.0.2.80 198.51.100.1
    198.51.100.2 2a00:10::5 2a00:10::6 2a00:10:0:1:: 2a00:11:: ::ffff:62.10.16.1`.split(/\s+/);

  it('are repaired without a loss, without a stranger, within the limits, and once', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(record, { minLength: 1, maxLength: 3 }),
        fc.record(
          { all: fc.constantFrom('-', '~', '?'), keepOrder: fc.boolean(), yes: fc.constant(true) },
          { requiredKeys: [] },
        ),
        fc.func(fc.boolean()),
        (texts, options: RepairOptions, matches) => {
          const know = world(vendors + txt('d.test', ...texts) + elsewhere);
          const plan = repairIn(know, domain, options);
          expectSettled(know, domain, plan, options);
          if (plan.kind !== 'record') return;
          const result = (text: string, address: string) =>
            naiveResult(know, domain, text, address, matches);
          const [only = ''] = texts.length === 1 ? texts : [];
          for (const address of addresses) {
            const before = texts.map((text) =>
              // --all takes away what only +all let pass.
              result(options.all === undefined ? text : text.replace(/ \+?all/i, ' ?all'), address),
            );
            const after = result(plan.record, address);
            if (before.includes('pass')) expect([address, after]).toEqual([address, 'pass']);
            const asked = result('v=spf1 include:_spf.odoo.com', address);
            if (after === 'pass' && !before.includes('permerror')) {
              expect([address, ...before, asked]).toContain('pass');
            }
            // What the record says of an address before its end stays, unless it is about Twenty20.
            if (only === '' || /[-~?]include:_?spf\.odoo/i.test(only)) continue;
            const start = only.replace(/ (?:[-~?+]?all|redirect=)(?: .*)?$/i, '');
            const said = result(`${start} -all`, address);
            if (said !== 'permerror' && said === result(`${start} ~all`, address)) {
              expect([address, after]).toEqual([address, said]);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
