/** A recorded world: everything that was observed in a run, as plain data without secrets. */
import type { Answer } from '../dns/answer.js';
import { questionKey, type Question } from '../dns/question.js';

/** To whom a question was put, and how, where that was not simply the resolvers in use. */
export interface Asked {
  /** The one server that was asked: `192.0.2.53:53`, `[2001:db8::1]:53`. */
  readonly via?: string;
  /** CD: a validating resolver was to hand out what it finds bogus too (RFC 4035 3.2.2). */
  readonly checkingDisabled?: true;
}

/** A question and what came of it. */
export interface DnsEntry extends Asked {
  readonly kind: 'dns';
  readonly answer: Answer;
}

/** One observation. What is not DNS will be of other kinds. */
export type WorldEntry = DnsEntry;

export interface World {
  readonly 'spf-doctor': 'world';
  readonly schema: 1;
  /** When the run began, and when what does not say it was observed: ISO 8601, UTC. */
  readonly at: string;
  /** Each question once for each way in which it was put. */
  readonly entries: readonly WorldEntry[];
}

/** What no two entries have in common. */
export function askedKey(question: Question, { via = '', checkingDisabled }: Asked): string {
  return `${questionKey(question)} ${via} ${checkingDisabled === true ? 'CD' : ''}`;
}
