import { describe, expect, it } from 'vitest';
import {
  isIncludeOf,
  mailboxProviderOfMx,
  providerById,
  providerOfInclude,
  providers,
  suggestedSelectors,
} from '../../src/catalog/providers.js';
import { name } from '../../src/dns/name.js';

const ids = (found: readonly { readonly id: string }[]) => found.map(({ id }) => id);

describe('the list', () => {
  it('has 98 entries with ids of their own', () => {
    expect(providers).toHaveLength(98);
    expect(new Set(ids(providers)).size).toBe(98);
    for (const { id } of providers) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  it('is written in lower case and without trailing dots, as names are compared', () => {
    for (const provider of providers) {
      const names = [
        ...(provider.mxPatterns ?? []),
        ...provider.spfIncludeAlternatives,
        ...(provider.spfInclude === null ? [] : [provider.spfInclude]),
      ];
      for (const text of names) {
        expect(text).toBe(text.toLowerCase());
        expect(text).toMatch(/^[^.]+(\.[^.]+)+$/);
      }
      if (provider.spfInclude !== null) expect(name(provider.spfInclude)).toBe(provider.spfInclude);
    }
  });

  it('has a date or nothing beside a cost, and a cost only with an include', () => {
    for (const { lookups, lookupsAsOf, spfInclude, spfIncludeTemplate } of providers) {
      if (lookups === null) expect(lookupsAsOf).toBeNull();
      else expect(spfInclude ?? spfIncludeTemplate).not.toBeNull();
    }
  });

  it('keeps what is unknown unknown', () => {
    expect(providerById('gmx-net')).toMatchObject({ spfInclude: null, mxPatterns: null });
    expect(providerById('yahoo')).toMatchObject({ lookups: null, spfIncludeVerified: false });
    expect(providerById('google-workspace')).toMatchObject({ spfIncludeVerified: true });
    expect(providerById('no-such-provider')).toBeUndefined();
  });

  it.each([
    ['odoo', 3],
    ['google-workspace', 1],
    ['microsoft365', 1],
    ['sendgrid', 2],
    ['mailgun', 5],
    ['godaddy', 3],
    ['ovh', 3],
  ])('%s costs %d lookups', (id, lookups) => {
    expect(providerById(id)?.lookups).toBe(lookups);
  });
});

describe('providerOfInclude', () => {
  it.each([
    ['_spf.odoo.com', 'odoo'],
    ['_SPF.Google.COM.', 'google-workspace'],
    ['_netblocks2.google.com', 'google-workspace'],
    ['spf.protection.outlook.com', 'microsoft365'],
    ['outlook.com', 'outlook-com'],
    ['amazonses.com', 'amazon-ses'],
    ['_spf-eu.ionos.com', 'ionos'],
    ['1962994.spf05.hubspotemail.net', 'hubspot'],
    ['dc-aa8e74c9f7._spfm.mycompany.com', 'domain-connect-spfm'],
    ['%{ir}.%{v}.%{d}.spf.has.pphosted.com', 'proofpoint-macro'],
    ['%{i}._ip.%{h}.ehlo.%{d}.spf.vali.email', 'valimail-macro'],
    ['google.com', undefined],
    ['_spf.google.com.attacker.example', undefined],
    ['hubspotemail.net', undefined],
    ['mail.mycompany.com', undefined],
    ['', undefined],
    ['.', undefined],
  ])('%s: %s', (target, id) => {
    expect(providerOfInclude(target)?.id).toBe(id);
  });

  it('knows every include that the list names', () => {
    for (const provider of providers) {
      const named = [provider.spfInclude, ...provider.spfIncludeAlternatives];
      for (const target of named) {
        if (target === null) continue;
        expect(isIncludeOf(provider, target.toUpperCase())).toBe(true);
        expect(providerOfInclude(target)).toBeDefined();
      }
      if (provider.spfIncludeTemplate !== null) {
        expect(providerOfInclude(provider.spfIncludeTemplate)).toBe(provider);
      }
    }
  });
});

describe('mailboxProviderOfMx', () => {
  it.each([
    [
      ['aspmx.l.google.com', 'alt1.aspmx.l.google.com', 'aspmx2.googlemail.com'],
      ['google-workspace'],
    ],
    [['smtp.google.com'], ['google-workspace']],
    [['mycompany-com.mail.protection.outlook.com'], ['microsoft365']],
    [['mx1.mail.ovh.net', 'mx2.mail.ovh.net'], ['ovh']],
    [['mx00.ionos.fr'], ['ionos-fr']],
    [['mx00.ionos.co.uk', 'mx01.ionos.co.uk'], ['ionos']],
    [['mx00.kundenserver.de'], ['ionos']],
    [
      ['mx1.mail.ovh.net', 'aspmx.l.google.com', 'mx0.mail.ovh.net'],
      ['ovh', 'google-workspace'],
    ],
    // Not mailboxes: a filter in front, a forwarder, Twenty20 itself, an ESP's inbound host.
    [['eu-smtp-inbound-1.mimecast.com', 'mx1.improvmx.com'], []],
    [['mycompany.odoo.com', 'inbound-smtp.eu-west-1.amazonaws.com'], []],
    // `mail.{domain}` is no evidence.
    [['mail.mycompany.com'], []],
    [['evil-aspmx.l.google.com.attacker.example', 'evil-aspmx.l.google.com'], []],
    [['.'], []],
    [[], []],
  ])('%j: %j', (exchanges, expected) => {
    expect(ids(mailboxProviderOfMx(exchanges.map((exchange) => name(exchange))))).toEqual(expected);
  });
});

describe('suggestedSelectors', () => {
  it.each([
    [['aspmx.l.google.com', 'alt1.aspmx.l.google.com'], [], ['google']],
    [['mx1.improvmx.com'], ['sendgrid.net'], ['dkimprovmx1', 'dkimprovmx2', 's1', 's2']],
    [[], ['_spf.google.com', 'spf.protection.outlook.com'], ['google', 'selector1', 'selector2']],
    // Twice the same provider, one whose selectors are not known, and a stranger.
    [['aspmx.l.google.com'], ['_spf.google.com', 'mx.ovh.com', 'x.example'], ['google']],
    [[], [], []],
  ])('%j and %j: %j', (exchanges, includes, selectors) => {
    expect(
      suggestedSelectors(
        exchanges.map((exchange) => name(exchange)),
        includes,
      ),
    ).toEqual(selectors);
  });

  it('are labels, and none is an empty list', () => {
    for (const { dkimSelectors } of providers) {
      expect(dkimSelectors).not.toEqual([]);
      for (const selector of dkimSelectors ?? []) expect(selector).toMatch(/^[A-Za-z0-9-]+$/);
    }
  });
});
