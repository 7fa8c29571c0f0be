import { describe, expect, it } from 'vitest';
import { isIncludeOf, providers } from '../../src/catalog/providers.js';
import {
  TWENTY20_INCLUDE,
  TWENTY20_MISSPELLINGS,
  TWENTY20_NESTED_INCLUDES,
} from '../../src/catalog/twenty20.js';
import { answer } from '../../src/dns/asking.js';
import { name } from '../../src/dns/name.js';
import { parseZone } from '../../src/dns/zone.js';
import {
  isSpeltLikeTwenty20,
  meantInclude,
  misspeltInclude,
  standingOf,
  type Standing,
} from '../../src/rules/include-standing.js';
import { defaultProfile } from '../../src/rules/profile.js';
import { findFacts } from '../../src/survey/observe.js';
import type { OwnRecord } from '../../src/survey/survey.js';

const domain = name('mycompany.com');

// The SOA of the root closes the world: what is not in here does not exist.
const vendors = `
. SOA root.invalid. hostmaster.invalid. 1 1800 900 604800 86400
_spf.odoo.com. TXT "v=spf1 include:_spf.mailsaas10.odoo.com include:_spf.mo1.odoo.com ~all"
_spf.mailsaas10.odoo.com. TXT "v=spf1 ip4:62.10.16.0/24 ~all"
_spf.mo1.odoo.com. TXT "v=spf1 ip4:62.10.20.0/26 ~all"
`;

function ownOf(zone: string): readonly OwnRecord[] {
  const wanted = { facts: new Set(['spf'] as const), includes: [] };
  const { spf } = answer(findFacts(domain, wanted), [parseZone(`$TTL 60\n${vendors}${zone}`)]);
  if (spf?.state !== 'known') throw new Error('the zone does not answer for the domain');
  return spf.value;
}

const at = (...texts: readonly string[]): string =>
  texts.map((text) => `mycompany.com. TXT "${text}"\n`).join('');

const many = (count: number): string =>
  Array.from({ length: count }, (_, index) => `a:host${index}.mycompany.com`).join(' ');

describe('standingOf', () => {
  it.each<[string, string, Partial<Standing>]>([
    [
      'direct',
      at('v=spf1 include:_spf.odoo.com ~all'),
      { state: 'effective', path: [domain, TWENTY20_INCLUDE] },
    ],
    ['in any case', at('v=spf1 INCLUDE:_SPF.Odoo.com ~all'), { state: 'effective' }],
    ['by redirect', at('v=spf1 redirect=_spf.odoo.com'), { state: 'effective' }],
    [
      'nested',
      at('v=spf1 include:_all.mycompany.com ~all') +
        '_all.mycompany.com. TXT "v=spf1 redirect=_spf.odoo.com"',
      { state: 'effective', path: [domain, name('_all.mycompany.com'), TWENTY20_INCLUDE] },
    ],
    ['after all', at('v=spf1 ~all include:_spf.odoo.com'), { state: 'after-all' }],
    ['redirect beside all', at('v=spf1 ~all redirect=_spf.odoo.com'), { state: 'after-all' }],
    [
      'after all, nested',
      at('v=spf1 include:_all.mycompany.com ~all') +
        '_all.mycompany.com. TXT "v=spf1 -all include:_spf.odoo.com"',
      { state: 'after-all' },
    ],
    ['softfail', at('v=spf1 ~include:_spf.odoo.com -all'), { state: 'qualified' }],
    [
      'inside a neutral include',
      at('v=spf1 ?include:_all.mycompany.com ~all') +
        '_all.mycompany.com. TXT "v=spf1 include:_spf.odoo.com -all"',
      { state: 'qualified' },
    ],
    [
      'once ineffective, once effective',
      at('v=spf1 ~include:_spf.odoo.com include:_spf.odoo.com -all'),
      { state: 'effective' },
    ],
    [
      'seven lookups before it',
      at(`v=spf1 ${many(7)} include:_spf.odoo.com ~all`),
      { state: 'effective' },
    ],
    [
      'eight lookups before it',
      at(`v=spf1 ${many(8)} include:_spf.odoo.com ~all`),
      { state: 'past-limit', lookup: 11 },
    ],
    [
      'ten lookups before it',
      at(`v=spf1 ${many(10)} include:_spf.odoo.com ~all`),
      { state: 'past-limit', lookup: 13 },
    ],
    [
      'by an alias',
      `${at('v=spf1 include:_x.mycompany.com ~all')}_x.mycompany.com. CNAME _spf.odoo.com.`,
      { state: 'effective', path: [domain, name('_x.mycompany.com')] },
    ],
    ['nowhere', at('v=spf1 mx ~all'), { state: 'absent' }],
    ['no record', '', { state: 'absent' }],
    ['its name in another mechanism', at('v=spf1 a:_spf.odoo.com ~all'), { state: 'absent' }],
    [
      'hidden by macros',
      at('v=spf1 include:%{ir}.spf.vendor.example ~all'),
      { state: 'absent', opaque: 'include:%{ir}.spf.vendor.example' },
    ],
    [
      'in one of two records',
      at('v=spf1 include:_spf.odoo.com ~all', 'v=spf1 mx ~all'),
      { state: 'one-of-several' },
    ],
    [
      'in both records',
      at('v=spf1 include:_spf.odoo.com ~all', 'v=spf1 mx include:_spf.odoo.com ~all'),
      { state: 'effective' },
    ],
    ['in neither of two records', at('v=spf1 a ~all', 'v=spf1 mx ~all'), { state: 'absent' }],
  ])('%s', (_, zone, expected) => {
    expect(standingOf(ownOf(zone), TWENTY20_INCLUDE)).toMatchObject(expected);
  });

  const failing = '$FAILURE _x.mycompany.com. timeout\n';

  it('does not know what a name holds that cannot be looked up', () => {
    const standing = standingOf(
      ownOf(failing + at('v=spf1 include:_x.mycompany.com ~all')),
      TWENTY20_INCLUDE,
    );
    expect(standing).toMatchObject({ state: 'unknown', cause: { cause: 'timeout' } });
    expect(standing).not.toHaveProperty('place');
  });

  it('does not know how many lookups it costs', () => {
    const zone = failing + at('v=spf1 include:_x.mycompany.com include:_spf.odoo.com ~all');
    expect(standingOf(ownOf(zone), TWENTY20_INCLUDE)).toMatchObject({
      state: 'unknown',
      place: { path: [domain, TWENTY20_INCLUDE] },
    });
  });

  it('is sure of what comes before the failure', () => {
    const zone = failing + at('v=spf1 include:_spf.odoo.com include:_x.mycompany.com ~all');
    expect(standingOf(ownOf(zone), TWENTY20_INCLUDE).state).toBe('effective');
  });

  it('is sure of an address lookup that fails', () => {
    const zone = failing + at('v=spf1 a:_x.mycompany.com include:_spf.odoo.com ~all');
    expect(standingOf(ownOf(zone), TWENTY20_INCLUDE).state).toBe('effective');
  });
});

const meant = (term: string, zone = ''): string | undefined => {
  const own = ownOf(at(`v=spf1 ${term} ~all`) + zone);
  return misspeltInclude(own, defaultProfile)?.term.text;
};

describe('a misspelt include', () => {
  it.each(['include:spf.odoo.com', 'include:_spf.oddo.com', 'redirect=_spf.odoo.co'])(
    '%s',
    (term) => {
      const own = ownOf(at(`v=spf1 ${term}`));
      expect(misspeltInclude(own, defaultProfile)?.term.text).toBe(term);
    },
  );

  it('is a documented one even where something answers there', () => {
    expect(meant('include:spf.odoo.com', 'spf.odoo.com. TXT "v=spf1 -all"')).toBeDefined();
  });

  it('is none where the name holds a record, or cannot be looked up', () => {
    expect(meant('include:_spf.oddo.com', '_spf.oddo.com. TXT "v=spf1 -all"')).toBeUndefined();
    expect(meant('include:_spf.oddo.com', '$FAILURE _spf.oddo.com. timeout')).toBeUndefined();
  });

  it('is none for a domain that does not need the include', () => {
    const [own] = ownOf(at('v=spf1 include:spf.odoo.com ~all'));
    expect(own).toBeDefined();
    if (own === undefined) return;
    const target = name('spf.odoo.com');
    expect(meantInclude(target, own.tree, defaultProfile)).toBe(TWENTY20_INCLUDE);
    expect(
      meantInclude(target, own.tree, { ...defaultProfile, outgoing: 'external' }),
    ).toBeUndefined();
  });
});

describe('isSpeltLikeTwenty20', () => {
  it.each([
    ...TWENTY20_MISSPELLINGS,
    'spf.odoo.com.',
    'SPF.Odoo.com',
    '_spf.oddo.com',
    '_spf.odo.com',
    '_spf.oodo.com',
    '_spf.odooo.com',
    '_spf.odoo.co',
    '_spf.odoo.con',
    '_spf.odoo.cmo',
    '_sfp.odoo.com',
    'spf_.odoo.com',
    '__spf.odoo.com',
    '-spf.odoo.com',
    '_spfodoo.com',
    '_spf.odoocom',
    '_spf,odoo.com',
    'spf.oddo.com',
  ])('%s is one', (target) => {
    expect(isSpeltLikeTwenty20(target)).toBe(true);
  });

  it.each([
    TWENTY20_INCLUDE,
    '_spf.odoo.com.',
    '_SPF.ODOO.COM',
    ...TWENTY20_NESTED_INCLUDES,
    'a._spf.odoo.com',
    'odoo.com',
    'mycompany.odoo.com',
    '_spf.moo.com',
    '_spf.goo.com',
    '_spf.zoho.com',
    '_spf.google.com',
    '_spf.mycompany.com',
    '',
    '.',
    '%{i}._spf.odoo.com',
  ])('%s is none', (target) => {
    expect(isSpeltLikeTwenty20(target)).toBe(false);
  });

  it('is never the include of another provider', () => {
    for (const provider of providers) {
      for (const target of [provider.spfInclude, ...provider.spfIncludeAlternatives]) {
        if (target === null) continue;
        expect(isIncludeOf(provider, target)).toBe(true);
        expect(isSpeltLikeTwenty20(target)).toBe(false);
      }
    }
  });
});
