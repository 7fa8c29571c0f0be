/**
 * The page that tells how to set mail up, row by row in its order, and what later pages add: which rules
 * answer a row, and what is told where nothing can be looked at.
 */
import {
  BOUNCE_PARAMETER,
  CATCHALL_PARAMETER,
  DEFAULT_BOUNCE,
  DEFAULT_CATCHALL,
  isHosted,
  TWENTY20_GMAIL_RECORD,
  TWENTY20_INCLUDE,
  TWENTY20_KEY,
  TWENTY20_NEW_RECORD,
  TWENTY20_SELECTOR,
  versionFacts,
} from '../catalog/twenty20.js';
import type { DomainName } from '../dns/name.js';
import type { Judgement } from './judgement.js';
import { sameLocalPart, type Role } from './local-part.js';
import {
  bounceOf,
  catchallOf,
  incomingServers,
  isProvided,
  mayBeHosted,
  needsTwenty20,
  redirectHost,
  redirectTarget,
  type Profile,
} from './profile.js';
import { chooser, type Selection } from './selection.js';

/** What a row is told about. */
export interface Asked {
  readonly domain: DomainName;
  readonly profile: Profile;
}

/** One statement of the page. */
export interface PageRow {
  /** Its area, and its place there. It never changes. */
  readonly id: string;
  /** The statement, in a few words, lower case, without a full stop. */
  readonly says: string;
  /** Whether it is about set-ups like this one; where absent, about all. */
  readonly applies?: (asked: Asked) => boolean;
  /** The rules that answer it: one that passes, and none that fails, is a pass. */
  readonly rules: readonly string[];
  /** Rules that can only contradict it: they do not see all of it. */
  readonly faults?: readonly string[];
  /** Which findings of the rules count, where these judge several local parts. */
  readonly role?: Role;
  /** The option to answer it with, where that was not given. */
  readonly option?: (asked: Asked) => string | undefined;
  /** What to do where no rule answers: a sentence without a full stop. */
  readonly told: (asked: Asked) => string;
}

/** `told`: do this yourself; `open`: answer with the option. */
export const pageOutcomes = ['pass', 'fail', 'unknown', 'told', 'open'] as const;
/** What a row of the page came to. */
export type PageOutcome = (typeof pageOutcomes)[number];

/** A row for one domain. */
export interface PageItem {
  readonly id: string;
  readonly says: string;
  readonly outcome: PageOutcome;
  /** The rules that it came from: those that failed, are unknown or passed. */
  readonly rules: readonly string[];
  /** What to do, of `told` and `open`; without a full stop. May hold what the user gave: untrusted. */
  readonly told?: string;
  /** Of `open`. */
  readonly option?: string;
}

const askEdition = ({ profile }: Asked) =>
  profile.edition === undefined ? '--edition' : undefined;

const isOnlineOrOpen = ({ profile: { edition } }: Asked) =>
  edition === undefined || edition === 'online';

/** Whether the application is to send through a server that is given to it. */
const usesOutgoing = ({ profile: { edition, outgoing, smtp } }: Asked) =>
  edition === undefined || !isHosted(edition) || outgoing !== 'twenty20' || smtp !== undefined;

const askSmtp = ({ profile }: Asked) => (profile.smtp === undefined ? '--smtp' : undefined);

/** Whether the application is to fetch mail: Online is advised not to. */
const usesIncoming = ({ profile }: Asked) =>
  profile.edition !== 'online' || incomingServers(profile).length > 0;

const askIncoming = ({ profile }: Asked) =>
  incomingServers(profile).length === 0 ? '--imap or --pop3' : undefined;

const viaTwenty20 = ({ profile }: Asked) => needsTwenty20(profile);

function hasAliasDomains({ appVersion = 0 }: Profile): boolean {
  return appVersion >= (versionFacts.firstWithAliasDomains.value ?? Infinity);
}

/** Where a local part is set. */
function settingOf(profile: Profile, parameter: string, text: string): string {
  return hasAliasDomains(profile)
    ? `set "${text}" on the alias domain (Settings > General Settings)`
    : `in developer mode, set ${parameter} to "${text}" (Settings > Technical > Parameters > System Parameters)`;
}

const [firstPlus, lastPlus] = versionFacts.plusAddressing.value ?? [Infinity, 0];

/** What keeps receivers from reading the record at all, whatever is in it. */
const permerrors = [
  'spf-multiple-records',
  'spf-not-ascii',
  'spf-unknown-mechanism',
  'spf-invalid-address',
  'spf-invalid-domain-spec',
  'spf-invalid-cidr',
  'spf-missing-space',
  'spf-invalid-macro',
  'spf-duplicate-modifier',
  'spf-qualifier-on-modifier',
];

/** Every row. */
export const page: readonly PageRow[] = [
  {
    id: 'ED-1',
    says: 'Community and Enterprise need mail servers of your own',
    rules: [],
    option: askEdition,
    told: ({ profile: { edition } }) =>
      edition !== undefined && isHosted(edition)
        ? 'your edition has servers of its own; these items are for mail from your own domain'
        : 'your edition needs servers of your own: go through the items below',
  },
  {
    id: 'ED-2',
    says: 'Online works at once with @yourcompany.odoo.com; keep it',
    applies: isOnlineOrOpen,
    rules: ['twenty20-domain-foreign'],
    option: askEdition,
    told: () => 'keep the domain that Twenty20 Online brings along, unless you want your own',
  },
  {
    id: 'ED-3',
    says: 'servers of your own are for control over their reputation',
    rules: [],
    told: () => 'decide whether that is worth the upkeep',
  },
  {
    id: 'CFG-1',
    says: 'External Email Servers is ticked',
    rules: [],
    told: ({ domain }) =>
      `as system admin, tick External Email Servers in Settings > General Settings and enter ${domain}`,
  },
  {
    id: 'CFG-2',
    says: 'the checkbox shows up after version 10, alias domains from 17 on',
    rules: ['twenty20-checkbox-missing'],
    option: ({ profile }) => (profile.appVersion === undefined ? '--app-version' : undefined),
    told: () => 'look up the version in Settings',
  },
  {
    id: 'OUT-1',
    says: 'the outgoing server is the one of your mail provider',
    applies: usesOutgoing,
    rules: [],
    faults: ['outgoing-port-25', 'outgoing-security-mismatch'],
    option: askSmtp,
    told: () => "enter the provider's host, port and security as an outgoing mail server",
  },
  {
    id: 'OUT-2',
    says: 'its login is the one of an administrator',
    applies: usesOutgoing,
    rules: ['outgoing-login'],
    told: () => 'enter user name and password of an administrator of the mail server',
  },
  {
    id: 'OUT-3',
    says: 'Test Connection passes',
    applies: usesOutgoing,
    rules: ['outgoing-data'],
    faults: [
      'outgoing-connect',
      'outgoing-greeting',
      'outgoing-tls',
      'outgoing-login',
      'outgoing-sender',
      'outgoing-recipient',
    ],
    told: () => 'click Test Connection',
  },
  {
    id: 'OUT-4',
    says: 'Office 365 does not easily send for hosts like Twenty20',
    applies: usesOutgoing,
    rules: ['outgoing-microsoft'],
    option: ({ profile: { smtp, outgoing } }) =>
      smtp === undefined && outgoing === 'twenty20' ? '--smtp or --outgoing external' : undefined,
    told: () => 'with Office 365, follow its documentation first',
  },
  {
    id: 'OUT-5',
    says: "the vendor's own page tells how",
    applies: usesOutgoing,
    rules: [],
    told: () => "read your provider's page on sending from an application",
  },
  {
    id: 'IN-1',
    says: 'the incoming server is the one of your mail provider',
    applies: usesIncoming,
    rules: [],
    option: askIncoming,
    told: () => "enter the provider's host, port and security as an incoming mail server",
  },
  {
    id: 'IN-2',
    says: 'Actions to Perform on Incoming Mails is blank',
    applies: usesIncoming,
    rules: [],
    told: () => 'leave Actions to Perform on Incoming Mails blank',
  },
  {
    id: 'IN-3',
    says: 'TEST & CONFIRM passes',
    applies: usesIncoming,
    rules: ['incoming-inbox'],
    faults: ['incoming-connect', 'incoming-greeting', 'incoming-tls', 'incoming-login'],
    told: () => 'click TEST & CONFIRM',
  },
  {
    id: 'IN-4',
    says: 'mail is fetched every 5 minutes',
    applies: ({ profile }) => profile.edition !== 'online',
    rules: [],
    told: () =>
      'to change that, go to Settings > Technical > Automation > Scheduled Actions > Mail: Fetchmail Service in developer mode',
  },
  {
    id: 'DOM-1',
    says: 'the domain to enter in General Settings exists and takes mail',
    rules: ['mx-invalid-target'],
    faults: ['spf-domain-nxdomain', 'mx-missing', 'mx-implicit', 'twenty20-domain-foreign'],
    told: ({ domain }) => `enter ${domain} in Settings > General Settings`,
  },
  {
    id: 'CA-1',
    says: 'replies to catchall@ have a mail host to go to',
    rules: ['mx-invalid-target'],
    faults: ['mx-missing', 'mx-implicit', 'mx-null-mixed', 'catchall-unreachable'],
    told: () => 'see to it that the domain has MX records',
  },
  {
    id: 'CA-2',
    says: 'the catchall address is there',
    rules: ['catchall-rejected', 'catchall-undetermined'],
    told: ({ domain, profile }) =>
      `create ${catchallOf(profile)}@${domain} in the settings of your mail server`,
  },
  {
    id: 'CA-3',
    says: '"catchall" is the advised name',
    rules: ['catchall-custom-name'],
    option: ({ profile }) => (profile.catchall === undefined ? '--catchall' : undefined),
    told: () => `name it ${DEFAULT_CATCHALL}@`,
  },
  {
    id: 'CA-4',
    says: `another name is set in ${CATCHALL_PARAMETER}`,
    applies: ({ profile }) => !sameLocalPart(profile.catchall ?? '', DEFAULT_CATCHALL),
    rules: [],
    faults: ['alias-invalid', 'alias-reserved'],
    role: 'catchall',
    option: ({ profile }) => (profile.catchall === undefined ? '--catchall' : undefined),
    told: ({ profile }) => settingOf(profile, CATCHALL_PARAMETER, catchallOf(profile)),
  },
  {
    id: 'CA-5',
    says: `another name for bounces is set in ${BOUNCE_PARAMETER}`,
    rules: [],
    faults: ['alias-invalid', 'alias-reserved'],
    role: 'bounce',
    option: ({ profile }) => (profile.bounce === undefined ? '--bounce' : undefined),
    told: ({ domain, profile }) =>
      sameLocalPart(bounceOf(profile), DEFAULT_BOUNCE)
        ? `create ${DEFAULT_BOUNCE}@${domain} in the settings of your mail server`
        : settingOf(profile, BOUNCE_PARAMETER, bounceOf(profile)),
  },
  {
    id: 'ON-1',
    says: 'Online fetches from an incoming server once an hour only',
    applies: isOnlineOrOpen,
    rules: ['incoming-hourly'],
    option: askEdition,
    told: () => 'use a redirection rather than an incoming server alone',
  },
  {
    id: 'ON-2',
    says: 'the catchall address is redirected to the one of the database',
    applies: isOnlineOrOpen,
    rules: [],
    faults: ['redirect-target'],
    option: (asked) => (asked.profile.database === undefined ? '--database' : askEdition(asked)),
    told: (asked) =>
      `in the settings of your mail server, redirect ${catchallOf(asked.profile)}@${asked.domain} to ${redirectTarget(asked.profile) ?? 'catchall@yourcompany.odoo.com'}`,
  },
  {
    id: 'ON-3',
    says: 'External Email Servers is ticked and the domain entered then',
    applies: isOnlineOrOpen,
    rules: [],
    option: askEdition,
    told: ({ domain }) =>
      `tick External Email Servers in Settings > General Settings and enter ${domain}`,
  },
  {
    id: 'ON-4',
    says: 'no incoming server is needed then',
    applies: isOnlineOrOpen,
    rules: [],
    faults: ['incoming-double'],
    option: askEdition,
    told: () => 'remove incoming servers once the redirection works',
  },
  {
    id: 'SPF-1',
    says: 'Twenty20 is authorised, so that its mail is not flagged as spam',
    applies: viaTwenty20,
    rules: ['twenty20-include-ineffective'],
    faults: ['spf-missing', 'twenty20-include-missing', ...permerrors],
    told: ({ domain }) => `look up the SPF record of ${domain}`,
  },
  {
    id: 'SPF-2',
    says: `where there is no record: ${TWENTY20_NEW_RECORD}`,
    rules: ['spf-missing'],
    told: ({ domain }) => `publish a TXT record at ${domain} where there is none`,
  },
  {
    id: 'SPF-3',
    says: `where there is one: add include:${TWENTY20_INCLUDE}`,
    applies: viaTwenty20,
    rules: ['twenty20-include-missing'],
    faults: ['twenty20-include-ineffective'],
    told: () => `add include:${TWENTY20_INCLUDE} to the record that is there`,
  },
  {
    id: 'SPF-4',
    says: `the mailbox provider is authorised too; Gmail: ${TWENTY20_GMAIL_RECORD}`,
    rules: ['twenty20-provider-missing'],
    told: () => 'add the include of your mailbox provider to the record',
  },
  {
    id: 'SPF-5',
    says: 'the procedure depends on the DNS host',
    rules: [],
    told: ({ domain }) => `follow the steps that spf-doctor fix ${domain} prints`,
  },
  {
    id: 'SPF-6',
    says: 'a new record can take up to 48 hours, usually less',
    rules: [],
    told: () => 'wait, and check again',
  },
  {
    id: 'SPF-7',
    says: 'there is one SPF record, not several',
    rules: ['spf-multiple-records'],
    told: () => 'join several records to one',
  },
  {
    id: 'AL-1',
    says: 'business mail goes to Twenty20, the rest to the mailbox',
    rules: [],
    told: () => 'decide which mail belongs where',
  },
  {
    id: 'AL-2',
    says: 'aliases are made for Twenty20',
    rules: ['alias-invalid', 'alias-reserved'],
    role: 'alias',
    option: ({ profile: { aliases = [] } }) => (aliases.length === 0 ? '--alias' : undefined),
    told: () => 'create aliases that are used in Twenty20 only',
  },
  {
    id: 'AL-3',
    says: 'an alias that is used outside too lands in both',
    rules: ['alias-collides'],
    option: ({ profile: { aliases = [], mailboxes = [] } }) =>
      aliases.length > 0 && mailboxes.length > 0 ? undefined : '--alias and --mailbox',
    told: () => 'use no alias that is a mailbox outside',
  },
  {
    id: 'ADD-1',
    says: `DKIM: ${TWENTY20_SELECTOR}._domainkey is a CNAME of ${TWENTY20_KEY}`,
    applies: viaTwenty20,
    rules: ['dkim-twenty20'],
    told: ({ domain }) =>
      `create a CNAME record from ${TWENTY20_SELECTOR}._domainkey.${domain} to ${TWENTY20_KEY}`,
  },
  {
    id: 'ADD-2',
    says: 'SPF is tested on the domain of the bounce address, not on the visible From',
    rules: [],
    told: () => 'check that domain too, where it is another one',
  },
  {
    id: 'ADD-3',
    says: "the include is right only where mail leaves through Twenty20's servers",
    applies: ({ profile }) => profile.outgoing === 'external',
    rules: ['twenty20-include-needless'],
    told: () => `leave include:${TWENTY20_INCLUDE} out of the record`,
  },
  {
    id: 'ADD-4',
    says: 'port 25 is closed on hosted editions',
    applies: (asked) => usesOutgoing(asked) && mayBeHosted(asked.profile),
    rules: ['outgoing-port-25'],
    option: (asked) =>
      askSmtp(asked) ?? (asked.profile.smtp?.port === 25 ? askEdition(asked) : undefined),
    told: () => 'use port 465, 587 or 2525',
  },
  {
    id: 'ADD-5',
    says: 'the provider lets bounce, catchall and notifications through',
    rules: [],
    told: ({ domain, profile }) =>
      `have your provider let ${bounceOf(profile)}@, ${catchallOf(profile)}@ and notifications@${domain} through`,
  },
  {
    id: 'ADD-6',
    says: 'a sub-domain can point its MX at the database, the domain itself never',
    applies: ({ profile }) => mayBeHosted(profile),
    rules: [],
    option: askEdition,
    told: ({ profile }) =>
      `give a sub-domain, and only one, the record MX 10 ${redirectHost(profile) ?? 'yourcompany.odoo.com'}.`,
  },
  {
    id: 'ADD-7',
    says: 'versions 10 to 15 have mail returned to bounce+...@',
    applies: ({ profile: { appVersion } }) =>
      appVersion === undefined || (appVersion >= firstPlus && appVersion <= lastPlus),
    rules: [],
    option: ({ profile }) => (profile.appVersion === undefined ? '--app-version' : undefined),
    told: ({ domain, profile }) =>
      `see to it that ${bounceOf(profile)}+anything@${domain} arrives (plus addressing)`,
  },
  {
    id: 'ADD-8',
    says: 'a connection test that passes is no promise of delivery',
    applies: usesOutgoing,
    rules: [],
    told: () => 'send a message to a mailbox outside and read its header fields',
  },
];

/** The row that stays for a domain that Twenty20 Online brings along: nothing else is to be done. */
const PROVIDED = 'ED-2';

/**
 * What each row comes to. A row is left out where it is not about such a set-up, and where the selection
 * leaves none of its rules.
 */
export function pageItems(
  asked: Asked,
  { checks, findings }: Pick<Judgement, 'checks' | 'findings'>,
  selection: Selection,
): readonly PageItem[] {
  const isChosen = chooser(selection);
  if (!asked.profile.twenty20) return [];
  const outcomes = new Map(checks.map(({ rule, outcome }) => [rule, outcome]));
  const provided = isProvided(asked.domain, asked.profile);
  return page.filter(isWanted).map(itemOf);

  function isWanted({ id, applies, rules, faults = [] }: PageRow): boolean {
    if (provided && id !== PROVIDED) return false;
    const named = [...rules, ...faults];
    const isLeft = named.length === 0 ? (selection.only ?? []).length === 0 : named.some(isChosen);
    return isLeft && applies?.(asked) !== false;
  }

  function itemOf({ id, says, rules, faults = [], role, ...row }: PageRow): PageItem {
    const all = [...new Set([...rules, ...faults])];
    const failed = all.filter((rule) =>
      role === undefined
        ? outcomes.get(rule) === 'fail'
        : findings.some((finding) => finding.rule === rule && rolesOf(finding).includes(role)),
    );
    if (failed.length > 0) return { id, says, outcome: 'fail', rules: failed };
    const unknown = all.filter((rule) => outcomes.get(rule) === 'unknown');
    if (unknown.length > 0) return { id, says, outcome: 'unknown', rules: unknown };
    const told = row.told(asked);
    const option = row.option?.(asked);
    if (option !== undefined) return { id, says, outcome: 'open', rules: [], told, option };
    // Of rules that judge several local parts, those of other roles do not count.
    const passed = rules.filter(
      (rule) =>
        outcomes.get(rule) === 'pass' || (role !== undefined && outcomes.get(rule) === 'fail'),
    );
    return passed.length > 0
      ? { id, says, outcome: 'pass', rules: passed }
      : { id, says, outcome: 'told', rules: [], told };
  }
}

function rolesOf({ args: { roles } }: Judgement['findings'][number]): readonly string[] {
  return Array.isArray(roles) ? roles : [];
}
