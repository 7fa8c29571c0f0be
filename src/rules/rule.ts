/** The contract of a rule. A rule is one file; `index.ts` is the checklist in reading order. */
import type { FailureAnswer } from '../dns/answer.js';
import type { DomainName } from '../dns/name.js';
import type { Span } from '../spf/record.js';
import type { FactName, Facts, Unreached } from '../survey/survey.js';
import type { Profile, Severity } from './profile.js';

/** Values that a message is made from. Text among them may come from the network: untrusted. */
export type Args = Readonly<
  Record<string, string | number | boolean | readonly string[] | undefined>
>;

/** A text that was published, with the places that matter. */
export interface Evidence {
  /** As published; untrusted. */
  readonly text: string;
  /** The name it was found at. */
  readonly at?: DomainName;
  readonly spans?: readonly Span[];
}

/** Something is wrong. */
export interface Problem<A> {
  readonly kind: 'problem';
  /** What it is about, where that is not the domain itself: a name, a term; untrusted. */
  readonly subject?: string;
  /** Where it differs from the rule's own. */
  readonly severity?: Severity;
  readonly args: A;
  readonly evidence?: readonly Evidence[];
}

/** It could not be found out. */
export interface Undetermined {
  readonly kind: 'undetermined';
  readonly subject?: string;
  readonly cause: FailureAnswer | Unreached;
}

export type Verdict<A> = Problem<A> | Undetermined;

/** What a check is given: the facts it needs, all of them known, and the profile. */
export interface Context<N extends FactName> {
  readonly domain: DomainName;
  readonly facts: Pick<Facts, N>;
  readonly profile: Profile;
}

export interface RuleOf<N extends FactName, A> {
  /** A kebab slug that names the bad thing, area first. It never changes. */
  readonly id: string;
  /** The bad thing in a few words, lower case, without a full stop. */
  readonly title: string;
  readonly severity: Severity;
  /** One or two sentences: what it does to mail. */
  readonly why: string;
  /** One or two sentences: what to do. */
  readonly remedy: string;
  /** Sections such as "RFC 7208 4.5", or the name of a page. */
  readonly references: readonly string[];
  readonly needs: readonly N[];
  /** Whether the question makes sense for this domain; where not, the rule is skipped. */
  readonly applies?: (context: Context<N>) => boolean;
  /** The verdicts; none is a pass. */
  readonly check: (context: Context<N>) => Iterable<Verdict<A>>;
  /** The finding in one clause, without the subject's name in front and without a full stop. */
  readonly say: (args: A) => string;
}

/** Any rule, as the checklist holds it. */
// oxlint-disable-next-line typescript/no-explicit-any -- the args of one rule are nobody else's
export type Rule = RuleOf<FactName, any>;

/** Ties a rule's args and needs together. */
export function rule<const N extends FactName, A extends Args>(definition: RuleOf<N, A>): Rule {
  return definition;
}

/** A problem, shortly. */
export function problem<A>(args: A, more: Omit<Problem<A>, 'kind' | 'args'> = {}): Problem<A> {
  return { kind: 'problem', args, ...more };
}

/** A verdict that could not be reached. */
export function undetermined(cause: Undetermined['cause'], subject?: string): Undetermined {
  return subject === undefined
    ? { kind: 'undetermined', cause }
    : { kind: 'undetermined', cause, subject };
}
