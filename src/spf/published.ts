/** What a name publishes as SPF, made ready for check_host(): with all that is the same for every message. */
import { recordsOf, txtValue, type Answer, type FailureAnswer } from '../dns/answer.js';
import { holdsAddress } from './address.js';
import type { Client } from './envelope.js';
import type { TermTrace } from './evaluation.js';
import { costOf, evaluatedTerms } from './lookup-tree.js';
import { expandName, hasLetter, isLiteral, readTarget, type Target } from './macro.js';
import { parseUnsuggested } from './parse.js';
import {
  modifierOf,
  type AllDirective,
  type Directive,
  type DomainSpec,
  type HostDirective,
  type IncludeDirective,
  type KnownModifier,
  type NetworkDirective,
  type PtrDirective,
  type SpfRecord,
} from './record.js';
import { isSpf, selectSpf } from './select.js';

/** RFC 7208 4.4, 4.5. */
export type Published =
  | { readonly kind: 'record'; readonly ready: ReadyRecord }
  | { readonly kind: 'none'; readonly exists: boolean }
  | { readonly kind: 'several'; readonly count: number }
  | { readonly kind: 'failure'; readonly answer: FailureAnswer };

/** A record to be evaluated, any number of times. */
export interface ReadyRecord {
  readonly record: SpfRecord;
  /** Those that a check can reach, in the order of evaluation. */
  readonly terms: readonly ReadyTerm[];
  /** The domain-spec of `exp=`. */
  readonly exp: DomainSpec | undefined;
}

export type ReadyTerm = FreeTerm | AskingTerm;

/** A term that is matched without a question: RFC 7208 5.1, 5.6. */
export interface FreeTerm {
  readonly asks: false;
  readonly term: AllDirective | NetworkDirective;
  /** What it comes to where it does not match: the same each time. */
  readonly noMatch: TermTrace;
}

/** A term that costs a lookup. */
export interface AskingTerm {
  readonly asks: true;
  /** How many lookups it counts as. */
  readonly cost: number;
  readonly term: IncludeDirective | HostDirective | PtrDirective | KnownModifier;
  readonly spec: DomainSpec | undefined;
  /** Whether the client's names must be known for its target: `%{p}`. */
  readonly needsNames: boolean;
  /** What the domain-spec stands for where it has no macro in it. */
  readonly target: Target | undefined;
}

/** The record of a text; the text begins with the version. */
export type ReadRecord = (text: string) => ReadyRecord;

/** What a TXT answer publishes. */
export function publishedIn(answer: Answer, read: ReadRecord): Published {
  if (answer.kind === 'failure') return { kind: 'failure', answer };
  const selection = selectSpf(recordsOf(answer, 'TXT').map(txtValue));
  switch (selection.kind) {
    case 'one':
      return { kind: 'record', ready: read(selection.record) };
    case 'none':
      return { kind: 'none', exists: answer.kind !== 'nxdomain' };
    case 'several':
      return { kind: 'several', count: selection.records.length };
  }
}

/** What a text would publish in place of an answer. */
export function publishedAs(text: string): Published {
  return isSpf(text)
    ? { kind: 'record', ready: readyRecord(text) }
    : { kind: 'none', exists: true };
}

/** See {@link ReadRecord}. */
export function readyRecord(text: string): ReadyRecord {
  const record = parseUnsuggested(text);
  return {
    record,
    terms: record.faults.length > 0 ? [] : evaluatedTerms(record).map(readyTerm),
    exp: modifierOf(record, 'exp')?.domain,
  };
}

function readyTerm(term: Directive | KnownModifier): ReadyTerm {
  if (term.kind === 'directive' && (term.mechanism === 'all' || 'network' in term)) {
    return { asks: false, term, noMatch: traceOf(term, 'no-match') };
  }
  const spec = 'domain' in term ? term.domain : undefined;
  return {
    asks: true,
    cost: costOf(term),
    term,
    spec,
    needsNames: spec !== undefined && hasLetter(spec.macro, 'p'),
    target:
      spec !== undefined && isLiteral(spec.macro)
        ? readTarget(expandName(spec.macro, {}) ?? '')
        : undefined,
  };
}

/** Whether a term that asks nothing matches (RFC 7208 5.1, 5.6). */
export function matchesClient({ term }: FreeTerm, client: Client): boolean {
  return term.mechanism === 'all' || holdsAddress(term.network, client.octets);
}

const noAnswers: readonly Answer[] = [];

/** The trace of a term that asks nothing. */
export function traceOf({ text }: FreeTerm['term'], outcome: TermTrace['outcome']): TermTrace {
  return { term: text, target: null, outcome, ordinal: null, voidLookups: 0, answers: noAnswers };
}
