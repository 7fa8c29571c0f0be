/** Rules applied to facts: what each one came to, as data. */
import type { FactName, Facts, Survey } from '../survey/survey.js';
import { dnssecBogus } from './dnssec-bogus.js';
import type { Profile, Severity } from './profile.js';
import type { Args, Evidence, Rule, Undetermined } from './rule.js';
import { spfUndetermined } from './spf-undetermined.js';

export type Outcome = 'pass' | 'fail' | 'unknown' | 'skipped';

export interface Check {
  readonly rule: string;
  readonly outcome: Outcome;
  readonly severity: Severity;
}

export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  /** The domain, or what of it the finding is about; untrusted. */
  readonly subject: string;
  readonly args: Args;
  readonly evidence: readonly Evidence[];
}

export interface UnknownFinding {
  /** `spf-undetermined` for the domain's own record, any other rule for itself. */
  readonly rule: string;
  readonly subject: string;
  readonly cause: Undetermined['cause'];
}

export interface Judgement {
  readonly checks: readonly Check[];
  /** In the order of the checklist. */
  readonly findings: readonly Finding[];
  readonly unknown: readonly UnknownFinding[];
}

/** The facts that stand or fall with the answer to the domain's own TXT question. */
const ownFacts: ReadonlySet<FactName> = new Set(['txt', 'spf', 'meant', 'exp', 'vendors']);

/** Verdicts that are taken from one rule: a hostile record could hold thousands of faults. */
const MAX_VERDICTS = 50;

/** Applies the chosen rules; those not chosen are skipped. */
export function judgeRules(
  rules: readonly Rule[],
  { domain, facts }: Pick<Survey, 'domain' | 'facts'>,
  profile: Profile,
  isChosen: (rule: Rule) => boolean,
): Judgement {
  const checks: Check[] = [];
  const findings: Finding[] = [];
  const unknown = new Map<string, UnknownFinding>();
  const note = (entry: UnknownFinding) => {
    unknown.set(`${entry.rule} ${entry.subject}`, entry);
  };
  const context = { domain, facts: knownFacts(facts), profile };
  // A record that nobody gets because it does not validate is a finding, and told once.
  const isExplained =
    facts.dnssec?.state === 'known' &&
    facts.dnssec.value.bogusAt.length > 0 &&
    rules.some((rule) => rule === dnssecBogus && isChosen(rule));
  for (const rule of rules) {
    const { outcome, severity } = isChosen(rule) ? judgeRule(rule) : skipped(rule);
    checks.push({ rule: rule.id, outcome, severity });
  }
  return { checks, findings, unknown: [...unknown.values()] };

  function judgeRule(rule: Rule): { readonly outcome: Outcome; readonly severity: Severity } {
    for (const need of rule.needs) {
      const fact = facts[need];
      if (fact === undefined) return skipped(rule);
      if (fact.state === 'known') continue;
      if (!ownFacts.has(need)) note({ rule: rule.id, subject: domain, cause: fact.cause });
      else if (!isExplained) note({ rule: spfUndetermined.id, subject: domain, cause: fact.cause });
      return { outcome: 'unknown', severity: rule.severity };
    }
    if (rule.applies?.(context) === false) return skipped(rule);
    let outcome: Outcome = 'pass';
    let severity: Severity | undefined;
    let count = 0;
    for (const verdict of rule.check(context)) {
      count += 1;
      if (count > MAX_VERDICTS) break;
      if (verdict.kind === 'undetermined') {
        note({ rule: rule.id, subject: verdict.subject ?? domain, cause: verdict.cause });
        if (outcome === 'pass') outcome = 'unknown';
        continue;
      }
      outcome = 'fail';
      const found = verdict.severity ?? rule.severity;
      severity = severity === undefined ? found : worse(severity, found);
      findings.push({
        rule: rule.id,
        severity: found,
        subject: verdict.subject ?? domain,
        args: verdict.args as Args,
        evidence: verdict.evidence ?? [],
      });
    }
    return { outcome, severity: severity ?? rule.severity };
  }
}

function skipped(rule: Rule): { readonly outcome: Outcome; readonly severity: Severity } {
  return { outcome: 'skipped', severity: rule.severity };
}

/** A view of the facts that are known. A check is run only after all that it needs were found so. */
function knownFacts(facts: Survey['facts']): Facts {
  const values = Object.entries(facts).flatMap(([name, fact]) =>
    fact.state === 'known' ? [[name, fact.value]] : [],
  );
  return Object.fromEntries(values);
}

/** From the gravest on. */
export const severities = ['error', 'warning', 'notice'] as const satisfies readonly Severity[];

function worse(a: Severity, b: Severity): Severity {
  return severities.indexOf(a) < severities.indexOf(b) ? a : b;
}

/** Whether one severity is as grave as the other, or graver. */
export function isAtLeast(severity: Severity, threshold: Severity): boolean {
  return worse(severity, threshold) === severity;
}
