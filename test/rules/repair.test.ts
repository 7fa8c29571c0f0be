/** The paragraph on `fix` in the interface, sentence by sentence. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Known } from '../../src/dns/answer.js';
import { name, type DomainName } from '../../src/dns/name.js';
import { parseZone, zoneAnswers } from '../../src/dns/zone.js';
import { defaultProfile, type Profile } from '../../src/rules/profile.js';
import { planRepair, type Repair, type RepairOptions } from '../../src/rules/repair.js';
import { naiveResult } from '../naive-spf.js';
import { surveyOf, txt, world } from '../world.js';

const domain = name('d.test');

const vendors = `
  ${txt('_spf.odoo.com', 'v=spf1 include:_a.odoo.com include:_b.odoo.com ~all')}
  ${txt('_a.odoo.com', 'v=spf1 ip4:62.10.16.0/24 ip6:2a00:10::/64 ~all')}
  ${txt('_b.odoo.com', 'v=spf1 ip4:62.10.20.0/26 ~all')}
  ${txt('_spf.google.com', 'v=spf1 ip4:62.10.32.0/20 ~all')}
  ${txt('one.test', 'v=spf1 ip4:192.0.2.0/28 -all')}
  ${txt('two.test', 'v=spf1 include:one.test ip4:192.0.2.16/28 -all')}
  ${txt('odoo.two.test', 'v=spf1 include:_spf.odoo.com ip4:192.0.2.32/28 -all')}
  ${txt('dynamic.test', 'v=spf1 exists:%{ir}.x.dynamic.test -all')}
  ${txt('broken.test', 'v=spf1 ip4:192.0.2.300 -all')}
  ${txt('several.test', 'v=spf1 ip4:192.0.2.1 -all', 'v=spf1 ip4:192.0.2.2 -all')}
  ${txt('holed.test', 'v=spf1 ip4:192.0.2.64/28 include:gone.test -all')}
  ${txt('circle.test', 'v=spf1 include:circle2.test -all')}
  ${txt('circle2.test', 'v=spf1 include:circle.test -all')}
  ${txt('note.test', 'no SPF')}
  mail.test. A 198.51.100.1
  $FAILURE slow.test. timeout
`;
const google = 'd.test. MX 1 aspmx.l.google.com.\nd.test. MX 5 alt1.aspmx.l.google.com.\n';
const elsewhere = 'd.test. MX 1 mail.test.\n';

interface Case extends RepairOptions {
  readonly zone?: string;
  readonly profile?: Partial<Profile>;
}

/** What is planned for d.test where it publishes these texts. */
function repair(published: string | readonly string[], { zone, profile, ...options }: Case = {}) {
  const texts = typeof published === 'string' ? [published] : published;
  const know = world(vendors + txt('d.test', ...texts) + (zone ?? elsewhere));
  return repairIn(know, domain, options, { ...defaultProfile, ...profile });
}

function repairIn(
  know: Known,
  at: DomainName,
  options: RepairOptions = {},
  profile: Profile = defaultProfile,
): Repair {
  const plan = planRepair(surveyOf(at, know, profile), profile, options);
  if (plan === null) throw new Error('the survey has not what a repair needs');
  return plan;
}

/** The record that `fix --print-record` prints, or why it prints none. */
function printed(...given: Parameters<typeof repair>): string {
  const plan = repair(...given);
  switch (plan.kind) {
    case 'record':
    case 'unchanged':
      return plan.record;
    case 'refused':
      return `refused: ${plan.reason.kind}`;
    case 'unknown':
      return `unknown: ${plan.cause.cause}`;
  }
}

const include = (target: string): Pick<Case, 'profile'> => ({
  profile: { includes: [name(target)] },
});

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
      'inside a neutral include',
      'v=spf1 ?include:odoo.two.test -all',
      'v=spf1 ?include:odoo.two.test include:_spf.odoo.com -all',
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
    ['a redirect to itself', 'v=spf1 redirect=d.test', 'refused: dead-redirect'],
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
    ['no mail, with --yes', 'v=spf1 -all', 'v=spf1 include:_spf.odoo.com -all', { yes: true }],
    ['no mail, nothing asked', 'v=spf1 -all', 'v=spf1 -all', { profile: { twenty20: false } }],
    // What is there twice, dead, or cannot be looked up.
    [
      'duplicates',
      'v=spf1 include:_spf.odoo.com include:one.test a:mail.test include:ONE.test. A:mail.test ~all',
      'v=spf1 include:_spf.odoo.com include:one.test a:mail.test ~all',
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
    ['a fault', 'v=spf1 include:_spf.odoo.com ipv4:192.0.2.1 ~all', 'refused: fault'],
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
      'refused: unproved',
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
    expect(repair('v=spf1 a:mail.test inlcude:_spf.odoo.com ~all')).toMatchObject({
      reason: { term: 'inlcude:_spf.odoo.com', suggestion: 'include:_spf.odoo.com' },
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
          { term: 'include:_spf.odoo.com', lookups: 3 },
          ...hosts.map((host, at) => ({ term: `${host}/${at + 20}`, lookups: 1 })),
          { term: 'include:two.test', lookups: 2 },
        ],
      },
    });
    expect(repair(published.replace('include:two.test', 'include:one.test'))).toMatchObject({
      kind: 'record',
      lookups: 10,
    });
  });

  it('over two void lookups is refused, with the terms', () => {
    const published = 'v=spf1 a:x.test mx:x.test exists:x.test ~all';
    expect(repair(published)).toEqual({
      kind: 'refused',
      reason: {
        kind: 'too-many-voids',
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
    ['a fault in one of them', ['v=spf1 a ~all', 'v=spf1 ip:192.0.2.1 ~all'], 'refused: fault'],
    [
      'a refusal of the one whose match nobody knows',
      ['v=spf1 -exists:%{l}.x.test ~all', 'v=spf1 a:mail.test ~all'],
      'refused: unproved',
    ],
    [
      'an include in error in front of the senders of another',
      ['v=spf1 include:broken.test ~all', 'v=spf1 ip4:198.51.100.1 ~all'],
      'refused: unproved',
    ],
  ])('%s', (_, published, expected, given) => {
    expect(printed(published, given)).toBe(expected);
    expect(printed(published.toReversed(), given)).toBe(expected);
  });

  it('that would shadow a sender are refused, with a counter-example', () => {
    const published = ['v=spf1 -ip4:198.51.100.0/30 ~all', 'v=spf1 ip4:198.51.100.2/31 ~all'];
    expect(repair(published)).toEqual({
      kind: 'refused',
      reason: { kind: 'unproved', what: '198.51.100.2 would no longer pass' },
    });
  });
});
