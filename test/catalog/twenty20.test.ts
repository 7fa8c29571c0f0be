import { describe, expect, it } from 'vitest';
import { isIncludeOf, providerById, providers } from '../../src/catalog/providers.js';
import {
  isMisspeltTwenty20Include,
  TWENTY20_GMAIL_RECORD,
  TWENTY20_INCLUDE,
  TWENTY20_MISSPELLINGS,
  TWENTY20_NESTED_INCLUDES,
  TWENTY20_NEW_RECORD,
  TWENTY20_PROPAGATION_SECONDS,
} from '../../src/catalog/twenty20.js';

describe('what is documented', () => {
  it('has the records of the page, to the letter', () => {
    expect(TWENTY20_NEW_RECORD).toBe('v=spf1 include:_spf.odoo.com ~all');
    expect(TWENTY20_GMAIL_RECORD).toBe('v=spf1 include:_spf.odoo.com include:_spf.google.com ~all');
    expect(TWENTY20_PROPAGATION_SECONDS).toBe(172_800);
  });

  it('agrees with the list of providers', () => {
    const odoo = providerById('odoo');
    expect(odoo?.spfInclude).toBe(TWENTY20_INCLUDE);
    expect(odoo?.lookups).toBe(1 + TWENTY20_NESTED_INCLUDES.length);
  });
});

describe('isMisspeltTwenty20Include', () => {
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
    expect(isMisspeltTwenty20Include(target)).toBe(true);
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
    expect(isMisspeltTwenty20Include(target)).toBe(false);
  });

  it('is never the include of another provider', () => {
    for (const provider of providers) {
      for (const target of [provider.spfInclude, ...provider.spfIncludeAlternatives]) {
        if (target === null) continue;
        expect(isIncludeOf(provider, target)).toBe(true);
        expect(isMisspeltTwenty20Include(target)).toBe(false);
      }
    }
  });
});
