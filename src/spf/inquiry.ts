/** One evaluation under way: what it is about, what is known by now, and what it has used up. */
import { failure, isVoid, recordsOf, txtValue, type Answer } from '../dns/answer.js';
import { batch, one, type Asking } from '../dns/asking.js';
import type { DomainName } from '../dns/name.js';
import { questionKey, type Question } from '../dns/question.js';
import type { Client, Mailbox } from './envelope.js';
import type { Problem, Step } from './evaluation.js';
import type { Limits } from './limits.js';
import { parseUnsuggested } from './parse.js';
import type { Directive, KnownModifier, SpfRecord } from './record.js';
import { selectSpf } from './select.js';

/** A record that is being evaluated: `terms[next]` is at work, those behind it are still to come. */
export interface Pending {
  readonly domain: DomainName;
  readonly terms: readonly (Directive | KnownModifier)[];
  next: number;
}

/** See the file's head. */
export interface Inquiry {
  readonly client: Client;
  readonly mailbox: Mailbox;
  readonly helo: string;
  readonly receiver: string;
  /** Seconds since 1970; undefined where nobody said. */
  readonly now: number | undefined;
  readonly limits: Limits;
  /** What is counted as one void lookup: a term that met any, or each query. */
  readonly voids: 'term' | 'query';
  /** A record that stands for what the domain publishes. */
  readonly given: { readonly domain: DomainName; readonly record: string } | undefined;
  /** What to ask along when something must be asked; absent where nobody looks ahead. */
  readonly foresee: ((inquiry: Inquiry) => readonly Question[]) | undefined;
  readonly known: Map<string, Answer>;
  readonly found: Map<DomainName, Found>;
  /** The question for the client's names, as soon as a term needs it. */
  reverse: Question | undefined;
  /** The outermost record first. */
  readonly pending: Pending[];
  lookups: number;
  voidLookups: number;
  problem: Problem | null;
}

/** What one term has asked. */
export interface Account {
  readonly at: Step;
  readonly answers: Answer[];
  voidLookups: number;
}

/**
 * Asks what is not known yet; what the next terms may need goes out in the same batch. An answer that
 * was asked ahead counts for nothing until a term heeds it.
 */
export function* inquire(
  inquiry: Inquiry,
  questions: readonly Question[],
): Asking<readonly Answer[]> {
  const { known } = inquiry;
  if (questions.some((question) => !known.has(questionKey(question)))) {
    const wanted = new Map<string, Question>();
    for (const question of questions.concat(inquiry.foresee?.(inquiry) ?? [])) {
      const key = questionKey(question);
      if (!known.has(key)) wanted.set(key, question);
    }
    const asked = [...wanted.values()];
    const answers = yield* batch(asked);
    asked.forEach((question, index) => {
      known.set(questionKey(question), answers[index] ?? failure(question, 'limit'));
    });
  }
  return questions.map(
    (question) => known.get(questionKey(question)) ?? failure(question, 'limit'),
  );
}

/** The same for one question. */
export function* inquireOne(inquiry: Inquiry, question: Question): Asking<Answer> {
  const key = questionKey(question);
  const before = inquiry.known.get(key);
  if (before !== undefined) return before;
  if (inquiry.foresee !== undefined) yield* inquire(inquiry, [question]);
  else inquiry.known.set(key, yield* one(question));
  return inquiry.known.get(key) ?? failure(question, 'limit');
}

/**
 * Enters an answer into the account of a term and counts it where it is void. False where that is one
 * too many: the inquiry has its problem then.
 */
export function heed(inquiry: Inquiry, account: Account, answer: Answer): boolean {
  account.answers.push(answer);
  if (!isVoid(answer) || (inquiry.voids === 'term' && account.voidLookups > 0)) return true;
  account.voidLookups += 1;
  inquiry.voidLookups += 1;
  const limit = inquiry.limits.voidLookups;
  if (inquiry.voidLookups <= limit) return true;
  inquiry.problem = { kind: 'too-many-void-lookups', at: account.at, limit };
  return false;
}

/** Asks and heeds one question of a term; undefined where that ends the evaluation with a problem. */
export function* resolve(
  inquiry: Inquiry,
  account: Account,
  question: Question,
): Asking<Answer | undefined> {
  const answer = yield* inquireOne(inquiry, question);
  if (!heed(inquiry, account, answer)) return undefined;
  if (answer.kind !== 'failure') return answer;
  inquiry.problem = { kind: 'dns', answer, at: account.at };
  return undefined;
}

/** Counts the lookups of a term before they are made. False where they are too many. */
export function spend(inquiry: Inquiry, at: Step, lookups: number): boolean {
  inquiry.lookups += lookups;
  const limit = inquiry.limits.lookups;
  if (lookups === 0 || inquiry.lookups <= limit) return true;
  inquiry.problem = { kind: 'too-many-lookups', at, limit };
  return false;
}

/** What a name publishes as SPF (RFC 7208 4.4, 4.5). */
export type Found =
  | { readonly kind: 'record'; readonly record: SpfRecord; readonly answer: Answer | null }
  | { readonly kind: 'none'; readonly exists: boolean; readonly answer: Answer | null }
  | { readonly kind: 'several'; readonly count: number; readonly answer: Answer }
  | { readonly kind: 'failure'; readonly answer: Extract<Answer, { kind: 'failure' }> };

/** The question for a name's record. */
export function recordQuestion(domain: DomainName): Question {
  return { name: domain, type: 'TXT' };
}

/** Whether the record of the name is given and not to be asked for. */
export function isGiven(inquiry: Inquiry, domain: DomainName): boolean {
  return inquiry.given?.domain === domain;
}

/** What is found at a name; undefined as long as nobody has asked. */
export function foundAt(inquiry: Inquiry, domain: DomainName): Found | undefined {
  const before = inquiry.found.get(domain);
  if (before !== undefined) return before;
  const found = readFound(inquiry, domain);
  if (found !== undefined) inquiry.found.set(domain, found);
  return found;
}

function readFound(inquiry: Inquiry, domain: DomainName): Found | undefined {
  const { given, known } = inquiry;
  if (given !== undefined && given.domain === domain) {
    const record = parseUnsuggested(given.record);
    return record.versioned
      ? { kind: 'record', record, answer: null }
      : { kind: 'none', exists: true, answer: null };
  }
  const answer = known.get(questionKey(recordQuestion(domain)));
  if (answer === undefined) return undefined;
  if (answer.kind === 'failure') return { kind: 'failure', answer };
  const selection = selectSpf(recordsOf(answer, 'TXT').map(txtValue));
  switch (selection.kind) {
    case 'one':
      return { kind: 'record', record: parseUnsuggested(selection.record), answer };
    case 'none':
      return { kind: 'none', exists: answer.kind !== 'nxdomain', answer };
    case 'several':
      return { kind: 'several', count: selection.records.length, answer };
  }
}
