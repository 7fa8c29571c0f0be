/**
 * What Twenty20 documents about mail from one's own domain. The hosts are real (`odoo.com`); the facts are
 * those of its page "How to use my own email servers", except where a later source is named.
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

/** How the application is run: `online` and `sh` by its vendor, the others by their users. */
export const editions = ['community', 'enterprise', 'online', 'sh'] as const;
/** How the application is run. */
export type Edition = (typeof editions)[number];

/** Something documented; null is unknown. */
export interface Documented<T> {
  readonly value: T | null;
  /** The page, or the later pages of the same documentation. */
  readonly source: string;
  /** The day it was read; null where that was not recorded. */
  readonly asOf: string | null;
}

function page<T>(value: T): Documented<T> {
  return { value, source: 'Twenty20: How to use my own email servers', asOf: null };
}

function laterPages<T>(value: T): Documented<T> {
  return { value, source: 'Twenty20: later pages on email', asOf: null };
}

const undocumented: Documented<never> = { value: null, source: 'none', asOf: null };

/** What an edition asks for, and what it brings along. */
export interface EditionFacts {
  /** Whether mail needs servers of one's own. */
  readonly needsOwnServers: Documented<boolean>;
  /** Minutes from one fetching of an incoming server to the next, as it is set at first. */
  readonly fetchMinutes: Documented<number>;
  /** Whether it may connect to port 25 of others. */
  readonly port25: Documented<boolean>;
}

export const editionFacts: Readonly<Record<Edition, EditionFacts>> = {
  community: { needsOwnServers: page(true), fetchMinutes: page(5), port25: undocumented },
  enterprise: { needsOwnServers: page(true), fetchMinutes: page(5), port25: undocumented },
  online: { needsOwnServers: page(false), fetchMinutes: page(60), port25: laterPages(false) },
  sh: { needsOwnServers: undocumented, fetchMinutes: undocumented, port25: laterPages(false) },
};

/** The ports to use for an outgoing server where 25 is closed. */
export const SUBMISSION_PORTS: Documented<readonly number[]> = laterPages([465, 587, 2525]);

/** Whether the vendor runs the application. */
export function isHosted(edition: Edition): boolean {
  return edition === 'online' || edition === 'sh';
}

/** What depends on the application's version, by its first number. */
export const versionFacts = {
  /** The last version without the checkbox External Email Servers: it "only shows up after" this one. */
  lastWithoutCheckbox: page(10),
  /** From this version on, domains for mail are records of their own, the alias domains. */
  firstWithAliasDomains: laterPages(17),
  /** Versions whose returned mail goes to `bounce+...@`, the first and the last. */
  plusAddressing: laterPages([10, 15] as const),
} as const;

/** The local parts that it uses where nothing else is set. */
export const DEFAULT_CATCHALL = 'catchall';
export const DEFAULT_BOUNCE = 'bounce';

/** Where they are set, before there were alias domains. */
export const CATCHALL_PARAMETER = 'mail.catchall.alias';
export const BOUNCE_PARAMETER = 'mail.bounce.alias';

/** The host of a database that the vendor runs. */
export function databaseHost(database: string): DomainName {
  return name(`${database}.${TWENTY20_DOMAIN}`);
}
