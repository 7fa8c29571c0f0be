/** What the domain is judged against. */
import type { Security } from '../mail/connection.js';
import { mailboxProviderOfMx, suggestedSelectors } from '../catalog/providers.js';
import {
  databaseHost,
  DEFAULT_BOUNCE,
  DEFAULT_CATCHALL,
  isHosted,
  TWENTY20_DOMAIN,
  TWENTY20_INCLUDE,
  TWENTY20_KEY,
  TWENTY20_SELECTOR,
  type Edition,
} from '../catalog/twenty20.js';
import { isWithin, toName, type DomainName } from '../dns/name.js';
import type { WantedKeys } from '../survey/neighbours.js';

/** E, W, N: mail is harmed now; it will be, or a part of it is; hygiene. */
export type Severity = 'error' | 'warning' | 'notice';

/** Through whose servers mail of Twenty20 leaves. */
export const outgoings = ['twenty20', 'external', 'both'] as const;
/** Through whose servers mail of Twenty20 leaves. */
export type Outgoing = (typeof outgoings)[number];

/** A mail server that the application is to use. */
export interface GivenServer {
  /** A host name in A-label form, or an address without brackets. */
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
  /** Absent: as is usual for the port. */
  readonly security?: Security;
}

/** What is not given was not asked about: nothing is assumed of it. */
export interface Profile {
  /** Whether the domain is used with Twenty20 at all. */
  readonly twenty20: boolean;
  readonly outgoing: Outgoing;
  /** Other include targets that the record must authorise. */
  readonly includes: readonly DomainName[];
  /** DKIM selectors that the domain's mail is signed with, besides Twenty20's. */
  readonly selectors?: readonly string[];
  /** The domain that Twenty20's mail names as its sender and bounces go to, where it is another one. */
  readonly aliasDomain?: DomainName;
  readonly edition?: Edition;
  /** The first number of the application's version. */
  readonly appVersion?: number;
  /** The label of the database below odoo.com. */
  readonly database?: string;
  /** The local part that replies go to. */
  readonly catchall?: string;
  /** The local part that returned mail goes to. */
  readonly bounce?: string;
  /** Local parts that the application makes records from. */
  readonly aliases?: readonly string[];
  /** Local parts of mailboxes outside the application. */
  readonly mailboxes?: readonly string[];
  /** The servers that the application is to use. */
  readonly smtp?: GivenServer;
  readonly imap?: GivenServer;
  readonly pop3?: GivenServer;
}

/** Twenty20, whose mail leaves through its own servers. */
export const defaultProfile: Profile = { twenty20: true, outgoing: 'twenty20', includes: [] };

/** The includes of the mailbox providers that the domain's mail hosts show, as far as they are sure. */
export function detectedIncludes(exchanges: readonly DomainName[]): readonly DomainName[] {
  return mailboxProviderOfMx(exchanges).flatMap(({ spfInclude, spfIncludeVerified }) => {
    const target = spfInclude === null ? undefined : toName(spfInclude);
    return target === undefined || !spfIncludeVerified ? [] : [target];
  });
}

/** Whether mail leaves through Twenty20's own servers, so that its include is needed. */
export function needsTwenty20(profile: Profile): boolean {
  return profile.twenty20 && profile.outgoing !== 'external';
}

/** The include targets that the record must hold, Twenty20's first. */
export function wantedIncludes(profile: Profile): readonly DomainName[] {
  const own = needsTwenty20(profile) ? [TWENTY20_INCLUDE] : [];
  return [...new Set([...own, ...profile.includes])];
}

/** The DKIM keys to look for: those that the user names, Twenty20's, and those of the providers in use. */
export function wantedKeys(profile: Profile): WantedKeys {
  return {
    selectors: profile.selectors ?? [],
    detect: suggestedSelectors,
    ...(needsTwenty20(profile)
      ? { delegated: { selector: TWENTY20_SELECTOR, target: TWENTY20_KEY } }
      : {}),
  };
}

/** The local part that replies go to: the one given, or the application's own. */
export function catchallOf({ catchall = DEFAULT_CATCHALL }: Profile): string {
  return catchall;
}

/** The local part that returned mail goes to: the one given, or the application's own. */
export function bounceOf({ bounce = DEFAULT_BOUNCE }: Profile): string {
  return bounce;
}

/** The incoming servers given. */
export function incomingServers({ imap, pop3 }: Profile): readonly GivenServer[] {
  return [imap, pop3].filter((server) => server !== undefined);
}

/** Whether the edition is not known to be one that its users run. */
export function mayBeHosted({ edition }: Profile): boolean {
  return edition === undefined || isHosted(edition);
}

/** The host that the catchall address is redirected to, where the database has one. */
export function redirectHost(profile: Profile): DomainName | undefined {
  return profile.database === undefined || !mayBeHosted(profile)
    ? undefined
    : databaseHost(profile.database);
}

/** The address that the catchall address is redirected to, as {@link redirectHost}. */
export function redirectTarget(profile: Profile): string | undefined {
  const host = redirectHost(profile);
  return host === undefined ? undefined : `${DEFAULT_CATCHALL}@${host}`;
}

/** Whether the domain is one that Twenty20 Online brings along: mail works there, and nobody else edits it. */
export function isProvided(domain: DomainName, { twenty20, edition }: Profile): boolean {
  return (
    twenty20 &&
    edition === 'online' &&
    domain !== TWENTY20_DOMAIN &&
    isWithin(domain, TWENTY20_DOMAIN)
  );
}
