/** Lookups around a Lookup that ask it less: for one run, and for as long as TTLs allow. */
import type { Answer, Lookup } from '../dns/answer.js';
import { questionKey, type Question } from '../dns/question.js';

/** A global of Node.js and of browsers. */
declare const performance: { readonly now: () => number };

/**
 * A Lookup (or anything that is asked questions) that asks `lookup` each question once, also while
 * the answer is still awaited. Nothing expires: it is made for one run, which is over before a TTL is.
 * @param remember False: an answer is shared only by those who await it at the same time.
 */
export function shareAnswers<A>(
  lookup: (question: Question) => Promise<A>,
  remember = true,
): (question: Question) => Promise<A> {
  const asked = new Map<string, Promise<A>>();
  return (question) => {
    const key = questionKey(question);
    const known = asked.get(key);
    if (known !== undefined) return known;
    const awaited = lookup(question);
    asked.set(key, awaited);
    if (!remember) void awaited.finally(() => asked.delete(key));
    return awaited;
  };
}

/** How answers are kept. */
export interface CacheOptions {
  /** Answers that are kept; the one that was asked for longest ago goes first. 10000. */
  readonly maxEntries?: number;
  /** Milliseconds of a clock that is never set back; `performance.now` where absent. */
  readonly now?: () => number;
}

const MAX_ENTRIES = 10_000;

/** Characters of JSON in all answers that are kept, so that large ones cannot fill the memory. */
const MAX_SIZE = 64 * 1024 * 1024;

/** Seconds that an answer is kept at the most: long TTLs may be cut (RFC 1035 7.3, RFC 8767 4). */
const MAX_SECONDS = 86_400;

/** RFC 2308 5: one to three hours work well for what is not there. */
const MAX_NEGATIVE_SECONDS = 10_800;

/** RFC 9520 3.2: at least one second, at most five minutes, and five seconds to begin with. */
const FAILURE_SECONDS = 5;

interface Kept {
  readonly answer: Answer;
  /** By the clock of the cache, in milliseconds. */
  readonly since: number;
  readonly seconds: number;
  readonly size: number;
}

/**
 * A Lookup that keeps answers of `lookup` for as long as they may be kept, and asks a question once
 * however many ask it at the same time.
 *
 * An answer is given out with its TTLs less its age, and no longer as authoritative (RFC 1035 4.1.1);
 * never beyond its TTL, nor for more than a day. NODATA and NXDOMAIN are kept for their negative TTL and
 * up to three hours, or not at all where they came without (RFC 2308 5), and a failure for five seconds
 * (RFC 9520 3.2). No timer runs: what has expired goes when it is asked for, or its place is needed.
 *
 * A Lookup that is made for one run, as those of `createResolver` are, is made anew for each question:
 * `cached((question) => createResolver()(question))`.
 */
export function cached(lookup: Lookup, options: CacheOptions = {}): Lookup {
  const { maxEntries = MAX_ENTRIES, now = () => performance.now() } = options;
  // A Map keeps the order of insertion: first is what was asked for longest ago.
  const kept = new Map<string, Kept>();
  const awaited = new Map<string, Promise<Answer>>();
  let size = 0;

  const drop = (key: string): void => {
    size -= kept.get(key)?.size ?? 0;
    kept.delete(key);
  };
  const keep = (key: string, entry: Kept): void => {
    drop(key);
    kept.set(key, entry);
    size += entry.size;
    for (const oldest of kept.keys()) {
      if (kept.size <= maxEntries && size <= MAX_SIZE) break;
      drop(oldest);
    }
  };
  const fresh = async (key: string, question: Question): Promise<Answer> => {
    const answer = await lookup(question);
    const seconds = secondsToKeep(answer);
    if (seconds > 0) {
      keep(key, { answer, since: now(), seconds, size: JSON.stringify(answer).length });
    }
    return answer;
  };

  return async (question) => {
    const key = questionKey(question);
    const entry = kept.get(key);
    if (entry !== undefined) {
      const age = (now() - entry.since) / 1000;
      if (age >= 0 && age < entry.seconds) {
        kept.delete(key);
        kept.set(key, entry);
        return aged(entry.answer, Math.ceil(age));
      }
      drop(key);
    }
    const coming = awaited.get(key) ?? fresh(key, question).finally(() => awaited.delete(key));
    awaited.set(key, coming);
    return coming;
  };
}

function secondsToKeep(answer: Answer): number {
  switch (answer.kind) {
    case 'noerror':
      return Math.min(answer.ttl, MAX_SECONDS);
    case 'nodata':
    case 'nxdomain': {
      const { negativeTtl = 0, aliases } = answer;
      return Math.min(negativeTtl, MAX_NEGATIVE_SECONDS, ...aliases.map(({ ttl }) => ttl));
    }
    case 'failure':
      return FAILURE_SECONDS;
  }
}

/** The answer after some seconds in a cache. */
function aged(kept: Answer, seconds: number): Answer {
  const { authoritative: _, at: __, ...answer } = kept;
  const left = (ttl: number): number => Math.max(0, ttl - seconds);
  const aliases = answer.aliases.map((alias) => ({ ...alias, ttl: left(alias.ttl) }));
  switch (answer.kind) {
    case 'noerror': {
      const records = answer.records.map((record) => ({ ...record, ttl: left(record.ttl) }));
      return { ...answer, aliases, records, ttl: left(answer.ttl) };
    }
    case 'nodata':
    case 'nxdomain': {
      const { negativeTtl } = answer;
      return {
        ...answer,
        aliases,
        ...(negativeTtl !== undefined && { negativeTtl: left(negativeTtl) }),
      };
    }
    case 'failure':
      return { ...answer, aliases };
  }
}
