/**
 * What Twenty20 documents about mail from one's own domain, as far as DNS is concerned. The hosts are
 * real (`odoo.com`); the facts are those of its page "How to use my own email servers", except where
 * a later source is named.
 */
import { name, type DomainName } from '../dns/name.js';

/** What an SPF record must include for mail that leaves through Twenty20's own servers. */
export const TWENTY20_INCLUDE = name('_spf.odoo.com');

/** Whom its connection test names as the recipient; nothing is sent there. */
export const TWENTY20_TEST_RECIPIENT = 'noreply@odoo.com';

/** The record to create where a domain has none. */
export const TWENTY20_NEW_RECORD = 'v=spf1 include:_spf.odoo.com ~all';

/** The record to end up with where the mailboxes are at Gmail. */
export const TWENTY20_GMAIL_RECORD = 'v=spf1 include:_spf.odoo.com include:_spf.google.com ~all';

/** The names that the include nested when it was read (2026-10-09), each of addresses only: 3 lookups. */
export const TWENTY20_NESTED_INCLUDES: readonly DomainName[] = [
  name('_spf.mailsaas10.odoo.com'),
  name('_spf.mo1.odoo.com'),
];

/** Seconds after which, it says, a new SPF record has gone into effect at the latest: 48 hours. */
export const TWENTY20_PROPAGATION_SECONDS = 48 * 60 * 60;

/** Misspellings of the include that have been published or documented. */
export const TWENTY20_MISSPELLINGS: readonly string[] = ['spf.odoo.com'];

/** The domain of its own hosts. */
export const TWENTY20_DOMAIN = name('odoo.com');

/** The DKIM selector that it signs with for a domain of one's own. */
export const TWENTY20_SELECTOR = 'odoo';

/** Where a CNAME at that selector is to lead (documented since 2025-12). */
export const TWENTY20_KEY = name('odoo._domainkey.odoo.com');

/** Whether a name is one that it publishes its key at: the common one, or that of a database. */
export function isTwenty20Key(target: DomainName): boolean {
  return /^odoo\._domainkey\.(?:[a-z0-9-]+\.)?odoo\.com$/.test(target);
}
