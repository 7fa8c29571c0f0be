import { describe, expect, it } from 'vitest';
import { providerById } from '../../src/catalog/providers.js';
import {
  TWENTY20_GMAIL_RECORD,
  TWENTY20_INCLUDE,
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
