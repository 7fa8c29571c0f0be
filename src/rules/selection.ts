/** Which rules are judged: `--only` and `--skip`. */
import type { FactName } from '../survey/survey.js';
import { checklist } from './index.js';

/** Rule ids or areas. */
export interface Selection {
  /** All where absent or empty. */
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
}

/** The area of a rule: the first word of its id, or the two of a name that has two. */
export function areaOf(rule: string): string {
  return /^(?:mta-sts|tls-rpt|[^-]+)/.exec(rule)?.[0] ?? rule;
}

/** Whether the rule is to be judged. */
export function isChosen(rule: string, { only = [], skip = [] }: Selection): boolean {
  const named = (names: readonly string[]) => names.includes(rule) || names.includes(areaOf(rule));
  return (only.length === 0 || named(only)) && !named(skip);
}

/** Whether a name is that of a rule or of an area. */
export function isRuleOrArea(name: string): boolean {
  return checklist.some(({ id }) => id === name || areaOf(id) === name);
}

/** The facts that the chosen rules need. */
export function neededFacts(selection: Selection): ReadonlySet<FactName> {
  return new Set(
    checklist.filter(({ id }) => isChosen(id, selection)).flatMap(({ needs }) => needs),
  );
}
