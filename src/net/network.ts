/** What a survey on the wire asks with: the resolver in use, and any server directly. */
import { failure, type Lookup } from '../dns/answer.js';
import { createResolver, type ResolverOptions } from './resolver.js';
import { parseServer } from './server.js';

/** The ports of a run. */
export interface Network {
  readonly lookup: Lookup;
  /** Asks the server that a question names (`via`), without recursion unless it is `recursive`. */
  readonly direct: Lookup;
  /** Asks the resolver in use with validation turned off (CD). */
  readonly unvalidated: Lookup;
}

export interface NetworkOptions extends ResolverOptions {
  /** Milliseconds that one server has for its answers when it is asked directly; 2000. */
  readonly directTimeout?: number;
}

/** The part of a server's time after which a question is sent to it again. */
const FIRST_ATTEMPT = 0.35;

/**
 * The ports of one run, with one deadline for all of them: `timeout` milliseconds after the first
 * question. None of them ever rejects.
 * @throws {RangeError} As `createResolver` does.
 */
export function createNetwork(options: NetworkOptions = {}): Network {
  const { timeout = 20_000, directTimeout = 2000 } = options;
  const lookup = createResolver(options);
  let deadline: number | undefined;
  const left = (): number => {
    deadline ??= performance.now() + timeout;
    return deadline - performance.now();
  };
  const others = new Map<string, Lookup>();
  /** The Lookup of this key, made when it is first needed with the time that is left then. */
  const other = (key: string, most: number, make: (time: number) => Lookup): Lookup => {
    const time = Math.min(most, left());
    const known = others.get(key) ?? (time > 0 ? make(time) : late);
    others.set(key, known);
    return known;
  };
  return {
    lookup: (question) => {
      left();
      return lookup(question);
    },
    direct: async (question) => {
      const { via = '', recursive = false, unvalidated: checkingDisabled = false } = question;
      const server = parseServer(via);
      if (typeof server === 'string') return failure(question, 'network', { detail: server });
      const key = JSON.stringify([via, recursive, checkingDisabled]);
      return other(key, directTimeout, (time) =>
        createResolver({
          servers: [server],
          recursion: recursive,
          checkingDisabled,
          timeout: time,
          attemptTimeout: time * FIRST_ATTEMPT,
        }),
      )(question);
    },
    unvalidated: (question) =>
      other('unvalidated', timeout, (time) =>
        createResolver({ ...options, timeout: time, checkingDisabled: true }),
      )(question),
  };
}

const late: Lookup = (question) =>
  Promise.resolve(failure(question, 'timeout', { detail: 'no time was left to ask' }));
