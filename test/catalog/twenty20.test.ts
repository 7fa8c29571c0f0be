import { describe, expect, it } from 'vitest';
import { providerById } from '../../src/catalog/providers.js';
import { name } from '../../src/dns/name.js';
import {
  databaseHost,
  editionFacts,
  editions,
  isHosted,
  isTwenty20Key,
  SUBMISSION_PORTS,
  TWENTY20_GMAIL_RECORD,
  TWENTY20_INCLUDE,
  TWENTY20_KEY,
  TWENTY20_NESTED_INCLUDES,
  TWENTY20_NEW_RECORD,
  TWENTY20_PROPAGATION_SECONDS,
  TWENTY20_SELECTOR,
  versionFacts,
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
    expect(odoo?.dkimSelectors).toEqual([TWENTY20_SELECTOR]);
  });

  it.each([
    [TWENTY20_KEY, true],
    ['odoo._domainkey.mycompany.odoo.com', true],
    ['odoo._domainkey.a.b.odoo.com', false],
    ['odoo._domainkey.odoo.com.mycompany.com', false],
    ['_domainkey.odoo.com', false],
    ['odoo._domainkey.xodoo.com', false],
  ])('publishes its key at %s: %s', (target, expected) => {
    expect(isTwenty20Key(name(target))).toBe(expected);
  });
});

describe('editions and versions', () => {
  const documented = [
    ...editions.flatMap((edition) => Object.values(editionFacts[edition])),
    ...Object.values(versionFacts),
    SUBMISSION_PORTS,
  ];

  it('have a source for whatever is known, and none for what is not', () => {
    for (const { value, source } of documented) {
      expect(source).toMatch(value === null ? /^none$/ : /^Twenty20: /);
    }
  });

  it('are fetched for, and may connect, as the page has it', () => {
    expect(editions.map((edition) => editionFacts[edition].fetchMinutes.value)).toEqual([
      5,
      5,
      60,
      null,
    ]);
    expect(editions.map((edition) => editionFacts[edition].port25.value)).toEqual([
      null,
      null,
      false,
      false,
    ]);
    expect(editions.filter(isHosted)).toEqual(['online', 'sh']);
  });

  it('lie below odoo.com where they are hosted', () => {
    expect(databaseHost('mycompany')).toBe('mycompany.odoo.com');
  });
});
