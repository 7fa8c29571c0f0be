/** The two questions people have, from end to end: what is wrong, and what to publish. */
import type { Lookup } from './dns/answer.js';
import { readDomain, type DomainName } from './dns/name.js';
import type { ProbeRecipient } from './mail/probe.js';
import type { MailServer } from './mail/server.js';
import { rrsetChange, type RrsetChange } from './report/forms/rrset-change.js';
import { judge, type Judging, type Report } from './report/report.js';
import { stepsOf, type PublishingStep } from './report/steps.js';
import {
  defaultProfile,
  detectedIncludes,
  wantedIncludes,
  wantedKeys,
  type Profile,
} from './rules/profile.js';
import { planRepair, repairFacts, type Repair, type RepairOptions } from './rules/repair.js';
import { neededFacts } from './rules/selection.js';
import { observe, type Ports } from './survey/observe.js';
import type { FactName } from './survey/survey.js';

/** Where facts come from. */
export interface Source {
  readonly lookup: Lookup;
  /** The current time, for answers that do not say theirs; the host's clock where absent. */
  readonly clock?: () => Date;
  /** Fetches the MTA-STS policy of a domain; without it policies are not judged. */
  readonly fetchPolicy?: Ports['fetchPolicy'];
  /** Tests a mail server; without it none is tested. */
  readonly testServer?: Ports['testServer'];
  /** Looks at the mail hosts on port 25; without it they are left alone. */
  readonly probeHosts?: Ports['probeHosts'];
}

export interface CheckOptions extends Source, Judging {
  /** The server that mail leaves through, and the one that it is fetched from: to be tested. */
  readonly outgoing?: MailServer;
  readonly incoming?: MailServer;
  /** Whom the mail hosts are asked for, where they are to be looked at. */
  readonly recipients?: readonly ProbeRecipient[];
}

/**
 * Observes and judges a domain, given as people type it.
 * @throws {RangeError} where `domain` is none.
 */
export async function check(domain: string, options: CheckOptions): Promise<Report> {
  const { only = [], skip = [], profile = defaultProfile } = options;
  const facts = new Set<FactName>(neededFacts(options));
  // A whole check ends with the record to publish; of a few chosen rules only their questions are asked.
  if (only.length === 0 && skip.length === 0)
    for (const fact of [...repairFacts, 'ns'] as const) facts.add(fact);
  const { outgoing, incoming, recipients } = options;
  const survey = await observe(nameOf(domain), portsOf(options), {
    ...wanted(facts, profile),
    ...(outgoing === undefined ? {} : { outgoing }),
    ...(incoming === undefined ? {} : { incoming }),
    ...(recipients === undefined ? {} : { recipients }),
  });
  return judge(survey, options);
}

export interface FixOptions extends Source, RepairOptions {
  readonly profile?: Profile;
}

/** What to publish. */
export interface Fix {
  readonly domain: DomainName;
  readonly repair: Repair;
  /** What to do at the DNS host, in order. */
  readonly steps: readonly PublishingStep[];
  /** The same as a change of the TXT RRset, for `writeForm`; null where there is nothing to publish. */
  readonly rrset: RrsetChange | null;
}

/**
 * Observes a domain and plans the record to publish.
 * @throws {RangeError} where `domain` is none.
 */
export async function fix(domain: string, options: FixOptions): Promise<Fix> {
  const { profile = defaultProfile } = options;
  const name = nameOf(domain);
  const facts = new Set<FactName>([...repairFacts, 'ns']);
  const survey = await observe(name, portsOf(options), wanted(facts, profile));
  const repair = planRepair(survey, profile, options);
  if (repair === null) throw new Error('the facts of a repair were asked for and are not there');
  const rrset = rrsetChange(repair, survey);
  return { domain: name, repair, steps: stepsOf(rrset), rrset };
}

function nameOf(domain: string): DomainName {
  const read = readDomain(domain);
  if (!read.ok) throw new RangeError(`${JSON.stringify(domain)} is no domain: ${read.problem}`);
  return read.name;
}

function portsOf({ clock = () => new Date(), ...source }: Source): Ports {
  const { lookup, fetchPolicy, testServer, probeHosts } = source;
  return { lookup, clock, fetchPolicy, testServer, probeHosts };
}

function wanted(facts: ReadonlySet<FactName>, profile: Profile) {
  const { aliasDomain } = profile;
  return {
    facts,
    includes: wantedIncludes(profile),
    detect: detectedIncludes,
    keys: wantedKeys(profile),
    ...(aliasDomain === undefined ? {} : { aliasDomain }),
  };
}
