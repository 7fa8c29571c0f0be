/** The two questions people have, from end to end: what is wrong, and what to publish. */
import type { FailureAnswer } from './dns/answer.js';
import { readDomain, type DomainName } from './dns/name.js';
import type { ProbeRecipient } from './mail/probe.js';
import type { MailServer } from './mail/server.js';
import { rrsetChange, type RrsetChange } from './report/forms/rrset-change.js';
import type { PropagationReport } from './report/propagation.js';
import { judge, type Judging, type Report } from './report/report.js';
import { stepsOf, type PublishingStep } from './report/steps.js';
import {
  defaultProfile,
  detectedIncludes,
  isProvided,
  redirectHost,
  wantedIncludes,
  wantedKeys,
  type Profile,
} from './rules/profile.js';
import { planRepair, repairFacts, type Repair, type RepairOptions } from './rules/repair.js';
import { checklist } from './rules/index.js';
import { judgeRules, severities, type Judgement, type UnknownFinding } from './rules/judgement.js';
import { holderText } from './rules/name-servers.js';
import { reservedAddressUse } from './rules/reserved-use.js';
import { neededFacts } from './rules/selection.js';
import { observe, observePropagation, type Ports } from './survey/observe.js';
import type { Propagation, PropagationWish, Resolver } from './survey/propagation.js';
import type { FactName } from './survey/survey.js';

/** Where facts come from. */
export interface Source extends Omit<Ports, 'clock'> {
  /** The current time, for answers that do not say theirs; the host's clock where absent. */
  readonly clock?: () => Date;
}

/** What `check` asks, and how it judges. */
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
  const name = nameOf(domain);
  // Nothing of what Twenty20 Online brings along is the user's to change.
  const facts = new Set<FactName>(isProvided(name, profile) ? [] : neededFacts(options));
  // A whole check ends with the record to publish; of a few chosen rules only their questions are asked.
  if (only.length === 0 && skip.length === 0 && !isProvided(name, profile))
    for (const fact of [...repairFacts, 'ns'] as const) facts.add(fact);
  const { outgoing, incoming, recipients } = options;
  const survey = await observe(name, portsOf(options), {
    ...wanted(facts, profile),
    ...(outgoing === undefined ? {} : { outgoing }),
    ...(incoming === undefined ? {} : { incoming }),
    ...(recipients === undefined ? {} : { recipients }),
  });
  return judge(survey, options);
}

/** What `fix` asks, and what the record must authorise. */
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

/** What is asked about the propagation of a domain's record. */
export interface PropagationOptions extends Source {
  /** Resolvers to ask besides the one in use; without any, none is. */
  readonly resolvers?: readonly Resolver[];
  /** Servers of the zone (`192.0.2.1:53`) that take the place of those that the DNS names. */
  readonly authorities?: readonly string[];
  /** The record that is to be everywhere; without it, what the zone's newest servers hold. */
  readonly expect?: string;
  /** When it was published. */
  readonly since?: Date;
  /** Seconds after `since` from which on it is overdue; 48 hours. */
  readonly overdueAfter?: number;
  /** When every cache had to have it, by an earlier report's `movedBy`. */
  readonly due?: Date;
}

/** How long Twenty20's page says that a change may take, in seconds. */
const DOCUMENTED_SECONDS = 48 * 3600;

/**
 * Observes and judges how far the domain's record has come: at the servers of its zone, which are asked
 * themselves (`direct`), and at resolvers.
 * @throws {RangeError} where `domain` is none.
 */
export async function propagation(
  domain: string,
  { since, due, overdueAfter = DOCUMENTED_SECONDS, ...options }: PropagationOptions,
): Promise<PropagationReport> {
  const ports = portsOf(options);
  const { resolvers = [], authorities = [], expect } = options;
  const wish: PropagationWish = {
    resolvers,
    authorities,
    overdueAfter,
    reservedUse: reservedAddressUse,
    ...(expect !== undefined && { expect }),
    ...(since && { since: since.getTime() }),
    ...(due && { due: due.getTime() }),
  };
  const name = nameOf(domain);
  const { survey, propagation: seen } = await observePropagation(name, ports, wish);
  const now = ports.clock().getTime();
  const judged = judgeRules(checklist, survey, defaultProfile, ({ needs }) =>
    needs.some((need) => survey.facts[need] !== undefined),
  );
  return {
    schema: 1,
    domain: name,
    at: new Date(now).toISOString(),
    ...(seen.secondsLeft !== undefined && {
      movedBy: new Date(now + seen.secondsLeft * 1000).toISOString(),
    }),
    propagation: seen,
    findings: severities.flatMap((severity) =>
      judged.findings.filter((finding) => finding.severity === severity),
    ),
    unknown: unreached(name, seen, judged),
    observations: survey.observations,
  };
}

/** Whom no answer came from, and what the rules could not tell; not what a finding tells already. */
function unreached(
  domain: DomainName,
  { authorities, resolvers, unfound }: Propagation,
  { findings, unknown }: Judgement,
): readonly UnknownFinding[] {
  const told = new Set([...findings, ...unknown].map(({ subject }) => subject));
  const entry = (
    rule: string,
    subject: string,
    cause: FailureAnswer | undefined,
  ): readonly UnknownFinding[] =>
    cause === undefined || told.has(subject) ? [] : [{ rule, subject, cause }];
  return [
    ...entry('dns-authoritative-differ', domain, unfound),
    ...authorities.flatMap((server) => entry('dns-server-lame', holderText(server), server.cause)),
    ...resolvers
      .filter(({ bogus }) => !bogus)
      .flatMap((resolver) =>
        resolver.inUse
          ? entry('spf-undetermined', domain, resolver.cause)
          : entry('dns-resolver-stale', holderText(resolver), resolver.cause),
      ),
    ...unknown,
  ];
}

function nameOf(domain: string): DomainName {
  const read = readDomain(domain);
  if (!read.ok) throw new RangeError(`${JSON.stringify(domain)} is no domain: ${read.problem}`);
  return read.name;
}

function portsOf({ clock = () => new Date(), ...ports }: Source): Ports {
  return { ...ports, clock };
}

function wanted(facts: ReadonlySet<FactName>, profile: Profile) {
  const { aliasDomain } = profile;
  const database = redirectHost(profile);
  return {
    facts,
    includes: wantedIncludes(profile),
    detect: detectedIncludes,
    propagation: { reservedUse: reservedAddressUse },
    keys: wantedKeys(profile),
    ...(aliasDomain === undefined ? {} : { aliasDomain }),
    ...(database === undefined ? {} : { database }),
  };
}
