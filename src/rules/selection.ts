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

const areas = new Map(checklist.map(({ id }) => [id, areaOf(id)]));

/** Says of a rule's id whether it is to be judged. */
export function chooser({ only = [], skip = [] }: Selection): (rule: string) => boolean {
  const namedIn = (names: readonly string[]) => {
    const found = new Set(names);
    return (rule: string) => found.has(rule) || found.has(areas.get(rule) ?? areaOf(rule));
  };
  const isOnly = only.length === 0 ? () => true : namedIn(only);
  const isSkipped = skip.length === 0 ? () => false : namedIn(skip);
  return (rule) => isOnly(rule) && !isSkipped(rule);
}

/** Whether a name is that of a rule or of an area. */
export function isRuleOrArea(name: string): boolean {
  return checklist.some(({ id }) => id === name || areaOf(id) === name);
}

/** The facts that the chosen rules need. */
export function neededFacts(selection: Selection): ReadonlySet<FactName> {
  const isChosen = chooser(selection);
  return new Set(checklist.filter(({ id }) => isChosen(id)).flatMap(({ needs }) => needs));
}
