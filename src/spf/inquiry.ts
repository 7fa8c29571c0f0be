/** One evaluation under way: what it is about, what is known by now, and what it has used up. */
import { failure, isVoid, type Answer } from '../dns/answer.js';
import type { Asking } from '../dns/asking.js';
import type { DomainName } from '../dns/name.js';
import { questionKey, type Question, type RecordType } from '../dns/question.js';
import type { Client, Mailbox } from './envelope.js';
import type { Problem, Step, TermTrace } from './evaluation.js';
import type { Limits } from './limits.js';
import {
  publishedIn,
  type AskingTerm,
  type Published,
  type ReadRecord,
  type ReadyRecord,
} from './published.js';

/** A record that is being evaluated: `terms[next]` is at work, those behind it are still to come. */
export interface Pending {
  /** The record whose term at work led here. */
  readonly outer: Pending | undefined;
  readonly domain: DomainName;
  readonly ready: ReadyRecord;
  /** What was asked to find it; null where the record was given. */
  readonly answer: Answer | null;
  /** What the terms before came to. */
  readonly traces: TermTrace[];
  next: number;
  /** That of the term at work, where it has one. */
  account: Account | undefined;
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
  /** What stands for what the domain publishes. */
  readonly given: { readonly domain: DomainName; readonly published: Published } | undefined;
  /** What to ask along when something must be asked; absent where nobody looks ahead. */
  readonly foresee: ((inquiry: Inquiry) => readonly Question[]) | undefined;
  readonly known: Map<DomainName, Known>;
  readonly read: ReadRecord;
  /** The question for the client's names, as soon as a term needs it. */
  reverse: Question | undefined;
  /** The innermost record. */
  pending: Pending | undefined;
  lookups: number;
  voidLookups: number;
  problem: Problem | null;
}

/** An answer, and in a chain those of other types for the same name: all of these questions are plain ones. */
interface Known {
  readonly type: RecordType;
  readonly answer: Answer;
  /** What a TXT answer publishes, as soon as it is read. */
  published: Published | undefined;
  readonly next: Known | undefined;
}

function find({ known }: Inquiry, name: DomainName, type: RecordType): Known | undefined {
  let at = known.get(name);
  while (at !== undefined && at.type !== type) at = at.next;
  return at;
}

/** The answer where it is known. */
export function knownAnswer(inquiry: Inquiry, { name, type }: Question): Answer | undefined {
  return find(inquiry, name, type)?.answer;
}

/** What one term has asked. */
export interface Account {
  readonly term: AskingTerm['term'];
  readonly at: Step;
  /** The how-manieth lookup its last one is. */
  readonly ordinal: number;
  /** The name that it asks about, as soon as that is known. */
  target: DomainName | null;
  readonly answers: Answer[];
  voidLookups: number;
}

/**
 * Asks what is not known yet; what the next terms may need goes out in the same batch. An answer that
 * was asked ahead counts for nothing until a term heeds it.
 */
export function* inquire(inquiry: Inquiry, questions: readonly Question[]): Asking<void> {
  const wanted = new Map<string, Question>();
  const want = (question: Question): void => {
    if (knownAnswer(inquiry, question) === undefined) wanted.set(questionKey(question), question);
  };
  questions.forEach(want);
  if (wanted.size === 0) return;
  inquiry.foresee?.(inquiry).forEach(want);
  const asked = [...wanted.values()];
  const answers = yield asked;
  asked.forEach((question, index) => learn(inquiry, question, answers[index]));
}

/** The same for one question. */
export function* inquireOne(inquiry: Inquiry, question: Question): Asking<Answer> {
  const before = knownAnswer(inquiry, question);
  if (before !== undefined) return before;
  if (inquiry.foresee === undefined) {
    const answers = yield [question];
    return learn(inquiry, question, answers[0]);
  }
  yield* inquire(inquiry, [question]);
  return knownAnswer(inquiry, question) ?? failure(question, 'limit');
}

function learn(inquiry: Inquiry, { name, type }: Question, answer: Answer | undefined): Answer {
  const { known } = inquiry;
  const learned = answer ?? failure({ name, type }, 'limit');
  known.set(name, { type, answer: learned, published: undefined, next: known.get(name) });
  return learned;
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

/** The question for a name's record. */
export function recordQuestion(domain: DomainName): Question {
  return { name: domain, type: 'TXT' };
}

/** Whether the record of the name is given and not to be asked for. */
export function isGiven(inquiry: Inquiry, domain: DomainName): boolean {
  return inquiry.given?.domain === domain;
}

/** What is published at a name; undefined as long as nobody has asked. */
export function publishedAt(inquiry: Inquiry, domain: DomainName): Published | undefined {
  if (inquiry.given?.domain === domain) return inquiry.given.published;
  const known = find(inquiry, domain, 'TXT');
  if (known === undefined) return undefined;
  return (known.published ??= publishedIn(known.answer, inquiry.read));
}
