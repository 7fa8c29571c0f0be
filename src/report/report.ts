/** The report: what was judged, as data that every form of output is made from. */
import { documentedServers, type DocumentedServer } from '../catalog/mail-servers.js';
import { mailboxProviderOfMx } from '../catalog/providers.js';
import type { DomainName } from '../dns/name.js';
import type { ConnectionTest } from '../mail/connection.js';
import type { MxProbe } from '../mail/probe.js';
import { planRepair, type Repair } from '../rules/repair.js';
import { checklist } from '../rules/index.js';
import {
  isAtLeast,
  judgeRules,
  severities,
  type Check,
  type Finding,
  type UnknownFinding,
} from '../rules/judgement.js';
import { pageItems, type PageItem } from '../rules/page.js';
import { defaultProfile, type Profile, type Severity } from '../rules/profile.js';
import { chooser, type Selection } from '../rules/selection.js';
import { recordSet, type AddressSet } from '../spf/address-set.js';
import { union } from '../spf/ranges.js';
import { isCounted } from '../spf/lookup-tree.js';
import { speaks } from '../survey/propagation.js';
import type { Fact, Observation, OwnRecord, PolicyFact, Survey } from '../survey/survey.js';
import { republished } from '../survey/republished.js';
import { rrsetChange } from './forms/rrset-change.js';
import { stepsOf, type PublishingStep } from './steps.js';

/** Whether the domain is in order, as far as could be seen. */
export type Verdict = 'sound' | 'findings' | 'undetermined';

/** The domain's own SPF, measured. */
export interface SpfSummary {
  /** In byte order of their text. */
  readonly records: readonly OwnRecord[];
  /** Lookups of all of them, over the whole tree, past the limit. */
  readonly lookups: number;
  readonly voidLookups: { readonly ipv4: number; readonly ipv6: number };
  /** Whether `lookups` is the whole count: false where an include could not be walked to its end. */
  readonly complete: boolean;
  /** Octets of the records' texts. */
  readonly size: number;
  /** Who passes under any of them. */
  readonly authorised: Pick<AddressSet, 'pass' | 'opaque'>;
}

/** A domain judged: what passed, what did not, and what is unknown. */
export interface Report {
  readonly schema: 1;
  readonly domain: DomainName;
  readonly verdict: Verdict;
  readonly checks: readonly Check[];
  /** The gravest first, then in the order of the checklist. One that the repair mends says so. */
  readonly findings: readonly (Finding & { readonly mended: boolean })[];
  readonly unknown: readonly UnknownFinding[];
  /** What the page asks for, in its order: the rows that are about this set-up. */
  readonly page: readonly PageItem[];
  readonly spf: SpfSummary | null;
  /** Why the rules about the zone's servers were skipped, where they were to be asked. */
  readonly unheard: Unheard | null;
  /** Null where the facts for it were not asked for. */
  readonly repair: Repair | null;
  /** What to do at the DNS host to publish the repair, in order. */
  readonly steps: readonly PublishingStep[];
  readonly observations: readonly Observation[];
  /** The MTA-STS policy; null where none was fetched. */
  readonly policy: PolicyFact | null;
  /** The tests of the servers that were named. */
  readonly connections: readonly ConnectionTest[];
  /** Servers that the provider of the mailboxes documents and that were not tested. */
  readonly untested: readonly DocumentedServer[];
  /** What the mail hosts said on port 25; null where they were not asked. */
  readonly probe: MxProbe | null;
}

/** Servers of a zone of which none said anything for it. */
export interface Unheard {
  readonly zone: DomainName;
  /** Whether all of their addresses are reserved, so that none was asked. */
  readonly reserved: boolean;
}

/** How a survey is judged. */
export interface Judging extends Selection {
  readonly profile?: Profile;
  /** The gravity from which a finding makes the verdict `findings`; `never` for none. Default `error`. */
  readonly failOn?: Severity | 'never';
}

/** Judges a survey. */
export function judge(survey: Survey, judging: Judging = {}): Report {
  const { profile = defaultProfile, failOn = 'error' } = judging;
  const isChosen = chooser(judging);
  const chosen = ({ id }: { readonly id: string }) => isChosen(id);
  const { checks, findings, unknown } = judgeRules(checklist, survey, profile, chosen);
  const repair = planRepair(survey, profile);
  const left = new Set<string>();
  if (repair?.kind === 'record') {
    const after = republished(survey, repair.record, repair.replaces);
    for (const finding of judgeRules(checklist, after, profile, chosen).findings) {
      left.add(identity(finding));
    }
  }
  const unheard = unheardOf(survey);
  const isOpen =
    unknown.length > 0 ||
    checks.some(({ outcome }) => outcome === 'unknown') ||
    // All that was asked for is about servers that said nothing.
    (unheard !== null && checks.every(({ outcome }) => outcome === 'skipped'));
  const failed = failOn !== 'never' && findings.some(({ severity }) => isAtLeast(severity, failOn));
  return {
    schema: 1,
    domain: survey.domain,
    verdict: failed ? 'findings' : isOpen ? 'undetermined' : 'sound',
    checks,
    findings: severities.flatMap((severity) =>
      findings
        .filter((finding) => finding.severity === severity)
        .map((finding) => ({
          ...finding,
          mended: repair?.kind === 'record' && !left.has(identity(finding)),
        })),
    ),
    unknown,
    page: pageItems({ domain: survey.domain, profile }, { checks, findings }, judging),
    spf: summarise(survey),
    unheard,
    repair,
    steps: stepsOf(rrsetChange(repair, survey)),
    observations: survey.observations,
    policy: valueOf(survey.facts.policy) ?? null,
    connections: [survey.facts.outgoing, survey.facts.incoming].flatMap(
      (fact) => valueOf(fact) ?? [],
    ),
    untested: untestedServers(survey.facts),
    probe: valueOf(survey.facts.probe) ?? null,
  };
}

function valueOf<T>(fact: Fact<T> | undefined): T | undefined {
  return fact?.state === 'known' ? fact.value : undefined;
}

function untestedServers(facts: Survey['facts']): readonly DocumentedServer[] {
  const hosts = valueOf(facts.exchanges)?.hosts ?? [];
  const [provider] = mailboxProviderOfMx(hosts.map(({ name }) => name));
  return documentedServers(provider?.id).filter(
    ({ protocol }) => facts[protocol === 'smtp' ? 'outgoing' : 'incoming'] === undefined,
  );
}

function identity(finding: Finding): string {
  return `${finding.rule} ${finding.subject}`;
}

function unheardOf({ facts }: Survey): Unheard | null {
  if (facts.propagation?.state !== 'known') return null;
  const { zone, authorities } = facts.propagation.value;
  if (zone === undefined || authorities.some(speaks)) return null;
  return { zone, reserved: authorities.every(({ unasked }) => unasked?.why === 'reserved') };
}

function summarise({ facts, domain }: Survey): SpfSummary | null {
  if (facts.spf?.state !== 'known' || facts.spf.value.length === 0) return null;
  const records = facts.spf.value;
  const total = (value: (record: OwnRecord) => number) =>
    records.reduce((sum, record) => sum + value(record), 0);
  const sets = records.flatMap(({ tree }) =>
    tree.root.records.map((record) => recordSet(record, domain)),
  );
  return {
    records,
    lookups: total(({ tree }) => tree.lookups),
    voidLookups: {
      ipv4: total(({ tree }) => tree.voidLookups.ipv4),
      ipv6: total(({ tree }) => tree.voidLookups.ipv6),
    },
    complete: records.every(({ tree }) => isCounted(tree)),
    size: total(({ text }) => text.length),
    authorised: {
      pass: union(...sets.map(({ pass }) => pass)),
      opaque: sets.flatMap((set) => set.opaque),
    },
  };
}
