/** What every form of a report says of a finding, in the same words. All text that comes out is safe to show. */
import type { Rule } from '../rules/rule.js';
import type { Report } from './report.js';
import { causeText, messageOf, ruleOf } from './words.js';

/** A finding in words. */
export interface Advice {
  readonly rule: Rule;
  /** What is wrong: one clause without a full stop. */
  readonly message: string;
  /** What it does to mail, with where that is written; without a full stop. */
  readonly why: string;
  /** What to do. */
  readonly remedy: string;
  /** The record of the report's repair, where it mends the finding: what to do instead of `remedy`. */
  readonly record?: string;
}

/** What to say of one of the report's findings. */
export function adviceOf(
  finding: Report['findings'][number],
  { domain, repair }: Pick<Report, 'domain' | 'repair'>,
): Advice {
  const rule = ruleOf(finding);
  // Where no record can be given, "add the include" would send the user into the next error.
  const refused =
    repair?.kind === 'refused' && /^twenty20-(?:include|provider)-|^spf-sender-/.test(rule.id);
  return {
    rule,
    message: messageOf(finding, domain),
    why: `${rule.why.replace(/\.$/, '')}${sourceOf(rule)}`,
    remedy: refused ? 'See what stands in the way of a record.' : rule.remedy,
    ...(finding.mended && repair?.kind === 'record' ? { record: repair.record } : {}),
  };
}

/** A finding in one line, for forms that show each by itself. */
export function lineOf({ message, remedy, record }: Advice): string {
  return `${message}. ${record === undefined ? remedy : `Publish: ${record}`}`;
}

function sourceOf({ references: [first] }: Rule): string {
  return first === undefined ? '' : ` (${first})`;
}

/** One thing that could not be looked up, with the rules that stay open for it. */
export interface OpenQuestion {
  readonly cause: string;
  /** At least one. */
  readonly rules: readonly string[];
}

/** What could not be looked up, each cause once. */
export function openQuestions({ unknown }: Pick<Report, 'unknown'>): readonly OpenQuestion[] {
  const byCause = new Map<string, Set<string>>();
  for (const { rule, cause } of unknown) {
    const text = causeText(cause);
    byCause.set(text, (byCause.get(text) ?? new Set()).add(rule));
  }
  return [...byCause].map(([cause, rules]) => ({ cause, rules: [...rules] }));
}

/** How many checks came to what. */
export function tally({ checks }: Pick<Report, 'checks'>): {
  readonly passed: number;
  readonly failed: number;
  readonly unknown: number;
} {
  const count = (wanted: string) => checks.filter(({ outcome }) => outcome === wanted).length;
  return { passed: count('pass'), failed: count('fail'), unknown: count('unknown') };
}

/** The one sentence that the report ends in. */
export function closing({
  verdict,
  findings,
  page,
}: Pick<Report, 'verdict' | 'findings' | 'page'>): string {
  const [worst] = findings;
  if (worst === undefined && page.length === 1 && page[0]?.id === 'ED-2') {
    return 'The domain is one that Twenty20 Online brings along: there is nothing to do.';
  }
  if (worst?.severity === 'error') return 'Mail is harmed now; begin with the first finding.';
  if (verdict === 'undetermined') {
    return 'Not everything could be looked up; what is unknown is neither right nor wrong.';
  }
  return worst === undefined
    ? 'Nothing is wrong.'
    : 'Nothing harms mail now; what is listed can be mended when there is time.';
}

/** A clause of ours as a sentence. */
export function sentence(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}${/[.?!]$/.test(clause) ? '' : '.'}`;
}
