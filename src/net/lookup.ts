import {
  failure,
  type Answer,
  type FailureAnswer,
  type FailureCause,
  type Lookup,
} from '../dns/answer.js';
import { noError, withAlias } from '../dns/chain.js';
import type { Unfinished } from '../dns/message.js';
import type { Question } from '../dns/question.js';
import { shareAnswers } from './cached.js';
import { exchange, type Upstream } from './exchange.js';

/** How to ask, over whatever transport. */
export interface LookupOptions {
  /** Milliseconds for the whole run, from its first question on; 20000. */
  readonly timeout?: number;
  /** Milliseconds to wait for a first reply; each round waits twice as long. 1500, or less if `timeout` is short. */
  readonly attemptTimeout?: number;
  /** Whether the servers are to ask others (RD); true. */
  readonly recursion?: boolean;
  /** Whether a validating server is to hand out what it finds bogus too (CD, RFC 4035 3.2.2); false. */
  readonly checkingDisabled?: boolean;
  /** Whether each question begins at the next server, and not all at the first that answers; false. */
  readonly rotate?: boolean;
  /** Whether a question that was answered is not asked again in the run; true. */
  readonly remember?: boolean;
  /** Different questions in the whole run; 500. */
  readonly maxQuestions?: number;
  /** Questions that are asked at the same time; 64. */
  readonly maxInFlight?: number;
}

const MAX_TIMEOUT = 0x7fffffff;

/** Milliseconds that one question gets: half of the run's time, but within these. */
const QUESTION_TIMEOUT = { least: 5000, most: 15_000 };

/**
 * A Lookup for one run of a program: a question that is asked again has the same answer, and after
 * `timeout` everything fails. It never rejects.
 *
 * A server that does not reply is asked again in the next round; one that replies with a failure is
 * not, but the other servers are asked before that counts. A question gets no more than half of the
 * run's time (but at least 5 seconds and at most 15), so that one dead name leaves time for the others.
 * @throws {RangeError} For a number that is not positive.
 */
export function lookupOver(upstreams: readonly Upstream[], options: LookupOptions): Lookup {
  const timeout = positive('timeout', options.timeout ?? 20_000);
  const { least, most } = QUESTION_TIMEOUT;
  const run: Run = {
    upstreams,
    timeout,
    questionTimeout: Math.min(timeout, most, Math.max(timeout / 2, least)),
    attemptTimeout: positive(
      'attemptTimeout',
      options.attemptTimeout ?? Math.min(1500, timeout / 4),
    ),
    recursionDesired: options.recursion ?? true,
    checkingDisabled: options.checkingDisabled ?? false,
    rotate: options.rotate ?? false,
    maxQuestions: positive('maxQuestions', options.maxQuestions ?? 500),
    inTurn: atMost(positive('maxInFlight', options.maxInFlight ?? 64)),
    asked: 0,
    first: 0,
  };
  const step = shareAnswers((question) => askOnce(run, question), options.remember ?? true);
  return (question) => follow(step, question);
}

function positive(what: string, value: number): number {
  if (value > 0 && value <= MAX_TIMEOUT) return value;
  throw new RangeError(`${what} is not a number above 0 and up to ${MAX_TIMEOUT}: ${value}`);
}

interface Run {
  readonly upstreams: readonly Upstream[];
  readonly timeout: number;
  readonly questionTimeout: number;
  readonly attemptTimeout: number;
  readonly recursionDesired: boolean;
  readonly checkingDisabled: boolean;
  readonly rotate: boolean;
  readonly maxQuestions: number;
  readonly inTurn: <T>(job: () => Promise<T>) => Promise<T>;
  asked: number;
  /** The index of the server to begin with: one that was silent is no longer the first. */
  first: number;
  /** By the clock of `performance.now()`; unset before the first question. */
  deadline?: number;
}

/** Lets `most` jobs run at a time; the others wait in the order in which they came. */
function atMost(most: number): <T>(job: () => Promise<T>) => Promise<T> {
  const waiting = new Set<() => void>();
  let running = 0;
  const done = (): void => {
    const [next] = waiting;
    if (next === undefined) {
      running -= 1;
      return;
    }
    // A job that waits takes over the place, so that none can slip in between.
    waiting.delete(next);
    next();
  };
  return async (job) => {
    if (running < most) running += 1;
    else await new Promise<void>((resolve) => waiting.add(resolve));
    try {
      return await job();
    } finally {
      done();
    }
  };
}

type Step = Answer | Unfinished;

/** Goes on from replies that stop at an alias, by asking for its target. */
async function follow(
  step: (question: Question) => Promise<Step>,
  question: Question,
): Promise<Answer> {
  const first = await step(question);
  if (first.kind !== 'unfinished') return first;
  let aliases = first.aliases;
  let name = first.target;
  for (;;) {
    const found = await step({ ...question, name });
    for (const alias of found.aliases) {
      const longer = withAlias(question, aliases, alias);
      if (longer === undefined) {
        const who = found.server === undefined ? {} : { server: found.server };
        return failure(question, 'alias-chain', { aliases, ...who });
      }
      aliases = longer;
    }
    if (found.kind === 'unfinished') {
      name = found.target;
      continue;
    }
    // What AA and AD say of the end of a chain they do not say of its beginning.
    const from = found.server === undefined ? {} : { server: found.server };
    if (found.kind === 'noerror') return noError(question, aliases, found.records, from);
    const { authoritative: _, authenticated: __, ...rest } = found;
    return { ...rest, question, aliases };
  }
}

function askOnce(run: Run, question: Question): Promise<Step> {
  run.asked += 1;
  if (run.asked > run.maxQuestions) {
    const detail = `over ${run.maxQuestions} questions in this run`;
    return Promise.resolve(failure(question, 'limit', { detail }));
  }
  if (run.upstreams.length === 0) {
    return Promise.resolve(
      failure(question, 'network', { detail: 'the system has no DNS server' }),
    );
  }
  run.deadline ??= performance.now() + run.timeout;
  const { deadline } = run;
  return run.inTurn(() => askServers(run, question, deadline));
}

async function askServers(run: Run, question: Question, deadline: number): Promise<Step> {
  const { upstreams } = run;
  const end = Math.min(deadline, performance.now() + run.questionTimeout);
  const { first } = run;
  if (run.rotate) run.first = (first + 1) % upstreams.length;
  let round = upstreams.map((_, index) => upstreams[(first + index) % upstreams.length]);
  let attemptTimeout = run.attemptTimeout;
  let worst: FailureAnswer | undefined;
  const patience = (): number => Math.max(1, Math.min(attemptTimeout, end - performance.now()));
  for (let attempt = 0; round.length > 0; attempt += 1) {
    const silent: Upstream[] = [];
    for (const upstream of round) {
      if (upstream === undefined || performance.now() >= end) {
        return worst ?? failure(question, 'timeout', { detail: 'no time was left to ask' });
      }
      const exchanged = await exchange(question, upstream, run, attempt, patience);
      const { found } = exchanged;
      if (found.kind !== 'failure' || found.cause === 'alias-chain') return found;
      worst = moreTelling(worst, found);
      if (exchanged.silent) silent.push(upstream);
      if (exchanged.silent || found.cause === 'network') passOver(run, upstream);
    }
    round = silent;
    attemptTimeout *= 2;
  }
  return worst ?? failure(question, 'timeout');
}

/** The questions to come begin at the next server, where they would have begun at this one. */
function passOver(run: Run, silent: Upstream): void {
  if (run.upstreams[run.first] === silent) run.first = (run.first + 1) % run.upstreams.length;
}

/** What servers can fail with, that which says most about the name itself first. */
const TELLING: readonly FailureCause[] = [
  'servfail',
  'limit',
  'malformed',
  'referral',
  'lame',
  'rcode',
  'no-tcp',
  'refused',
  'timeout',
  'network',
];

function moreTelling(known: FailureAnswer | undefined, other: FailureAnswer): FailureAnswer {
  if (known === undefined) return other;
  return TELLING.indexOf(other.cause) < TELLING.indexOf(known.cause) ? other : known;
}
