/** One Lookup over several: questions are spread evenly, not too fast, and fewer at a time where that is too much. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { FailureAnswer, Lookup } from '../dns/answer.js';

export interface PaceOptions {
  /** Questions a second that each Lookup gets at the most; no limit where absent. */
  readonly rate?: number;
  /** Questions that wait for each Lookup at the same time, at the most; 256. */
  readonly maxInFlight?: number;
}

const MAX_IN_FLIGHT = 256;

/** Questions at a time that a Lookup in trouble still gets. */
const LEAST_IN_FLIGHT = 2;

/** What tells of a server with too much to do; anything else is the name's own affair. */
const OVERLOAD: ReadonlySet<FailureAnswer['cause']> = new Set(['timeout', 'servfail', 'refused']);

/** A reply this many times slower than usual counts as overload, from this many milliseconds on. */
const SLOW = { times: 8, least: 400 };

/**
 * Spreads questions over `lookups`, each of which is one server. A question goes to that with the most
 * room; where it fails, the others are asked before the failure counts. The room of a server halves when
 * it fails or becomes slow, and grows by one for each full room of good answers (RFC 5681 3.1).
 */
export function paced(lookups: readonly Lookup[], options: PaceOptions = {}): Lookup {
  const servers = lookups.map((lookup) => new PacedServer(lookup, options));
  let turn = 0;
  return async (question) => {
    turn += 1;
    const inTurn = servers.map((_, index) => servers[(turn + index) % servers.length]);
    const byRoom = inTurn.flatMap((server) => server ?? []).toSorted((a, b) => a.load - b.load);
    let worst: FailureAnswer | undefined;
    for (const server of byRoom) {
      const answer = await server.ask(question);
      if (answer.kind !== 'failure' || answer.cause === 'alias-chain') return answer;
      if (worst === undefined || worst.cause === 'timeout') worst = answer;
    }
    if (worst === undefined) throw new RangeError('paced needs a Lookup');
    return worst;
  };
}

class PacedServer {
  readonly #lookup;
  readonly #most;
  /** Milliseconds between two questions. */
  readonly #interval;
  readonly #waiting = new Set<() => void>();
  #room: number;
  #running = 0;
  #good = 0;
  #free = 0;
  #usual: number | undefined;
  /** When the room was last halved: what was asked before that tells nothing new. */
  #halved = 0;

  constructor(lookup: Lookup, { rate, maxInFlight = MAX_IN_FLIGHT }: PaceOptions) {
    this.#lookup = lookup;
    this.#most = maxInFlight;
    this.#room = maxInFlight;
    this.#interval = rate === undefined ? 0 : 1000 / rate;
  }

  /** How full it is. */
  get load(): number {
    return (this.#running + this.#waiting.size) / this.#room;
  }

  async ask(question: Parameters<Lookup>[0]): ReturnType<Lookup> {
    if (this.#running >= this.#room) {
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    } else {
      this.#running += 1;
    }
    try {
      await this.#inTime();
      const asked = performance.now();
      const answer = await this.#lookup(question);
      const milliseconds = performance.now() - asked;
      const failed = answer.kind === 'failure' && OVERLOAD.has(answer.cause);
      if (failed || this.#isSlow(milliseconds)) this.#shrink(asked);
      else this.#grow(milliseconds);
      return answer;
    } finally {
      this.#leave();
    }
  }

  async #inTime(): Promise<void> {
    if (this.#interval === 0) return;
    const now = performance.now();
    const at = Math.max(now, this.#free);
    this.#free = at + this.#interval;
    if (at > now) await sleep(at - now);
  }

  #isSlow(milliseconds: number): boolean {
    return milliseconds > Math.max(SLOW.least, (this.#usual ?? Infinity) * SLOW.times);
  }

  #shrink(asked: number): void {
    if (asked < this.#halved) return;
    this.#halved = performance.now();
    this.#good = 0;
    this.#room = Math.max(Math.min(LEAST_IN_FLIGHT, this.#most), Math.floor(this.#room / 2));
  }

  #grow(milliseconds: number): void {
    this.#usual = (this.#usual ?? milliseconds) * 0.95 + milliseconds * 0.05;
    this.#good += 1;
    if (this.#good < this.#room || this.#room >= this.#most) return;
    this.#good = 0;
    this.#room += 1;
  }

  /** Those that wait take over the places that are left, as far as there is room. */
  #leave(): void {
    this.#running -= 1;
    for (const next of this.#waiting) {
      if (this.#running >= this.#room) return;
      this.#waiting.delete(next);
      this.#running += 1;
      next();
    }
  }
}
