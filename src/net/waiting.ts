import { randomInt } from 'node:crypto';
import { encodeQuery, readReply, type Query } from '../dns/message.js';
import type { Outcome, Unsent } from './transport.js';

interface Entry {
  readonly query: Query;
  /** By the clock of `performance.now()`. */
  readonly deadline: number;
  readonly settle: (outcome: Outcome) => void;
}

/** The queries that wait for their replies on one socket: each has its id, and all have one timer. */
export class Waiting {
  readonly #entries = new Map<number, Entry>();
  readonly #onEmpty: () => void;
  #timer: NodeJS.Timeout | undefined;
  #timerDue = Infinity;

  /** @param onEmpty Called whenever the last query has got its outcome. */
  constructor(onEmpty: () => void) {
    this.#onEmpty = onEmpty;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Gives a query its id and hands it to `send`; resolves when it has its outcome. */
  add(unsent: Unsent, milliseconds: number, send: (message: Uint8Array) => void): Promise<Outcome> {
    return new Promise((settle) => {
      let id = randomInt(0x1_0000);
      while (this.#entries.has(id)) id = randomInt(0x1_0000);
      const { question, payload, recursionDesired, checkingDisabled } = unsent;
      const query = { id, question, payload, recursionDesired, checkingDisabled };
      const deadline = performance.now() + milliseconds;
      this.#entries.set(id, { query, deadline, settle });
      if (deadline < this.#timerDue) this.#wake(deadline);
      send(encodeQuery(query));
    });
  }

  /** Settles the query that `bytes` reply to; false where they reply to none. */
  receive(bytes: Uint8Array): boolean {
    const entry = this.#entries.get(((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0));
    const reply = entry === undefined ? 'other' : readReply(bytes, entry.query);
    if (entry === undefined || reply === 'other') return false;
    this.#settle(entry, { kind: 'reply', reply });
    return true;
  }

  /** Gives all that still wait this outcome. */
  settleAll(outcome: Outcome): void {
    for (const entry of this.#entries.values()) this.#settle(entry, outcome);
  }

  #settle({ query, settle }: Entry, outcome: Outcome): void {
    this.#entries.delete(query.id);
    settle(outcome);
    if (this.#entries.size > 0) return;
    clearTimeout(this.#timer);
    this.#timerDue = Infinity;
    this.#onEmpty();
  }

  #wake(due: number): void {
    clearTimeout(this.#timer);
    this.#timerDue = due;
    this.#timer = setTimeout(() => this.#expire(), Math.max(1, Math.ceil(due - performance.now())));
  }

  #expire(): void {
    const now = performance.now();
    let next = Infinity;
    this.#timerDue = Infinity;
    for (const entry of this.#entries.values()) {
      if (entry.deadline <= now) this.#settle(entry, { kind: 'timeout' });
      else next = Math.min(next, entry.deadline);
    }
    if (next !== Infinity) this.#wake(next);
  }
}
