/** What the domain is judged against. */
import { mailboxProviderOfMx, suggestedSelectors } from '../catalog/providers.js';
import { TWENTY20_INCLUDE, TWENTY20_KEY, TWENTY20_SELECTOR } from '../catalog/twenty20.js';
import { toName, type DomainName } from '../dns/name.js';
import type { WantedKeys } from '../survey/neighbours.js';

/** E, W, N: mail is harmed now; it will be, or a part of it is; hygiene. */
export type Severity = 'error' | 'warning' | 'notice';

/** Through whose servers mail of Twenty20 leaves. */
export type Outgoing = 'twenty20' | 'external' | 'both';

/** What the domain is judged for: whose servers must be authorised. */
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
