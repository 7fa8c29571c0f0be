import type { Socket } from 'node:net';
import { errorText, type Outcome, type Transport, type Unsent } from './transport.js';
import { Waiting } from './waiting.js';

/** Octets of the length in front of each message (RFC 1035 4.2.2). */
const LENGTH_OCTETS = 2;
/** Octets that may come without a reply among them: the longest message twice. */
const MAX_STRAY_OCTETS = 2 * (LENGTH_OCTETS + 0xffff);
/** Queries that wait on one connection at a time. */
const MAX_PIPELINED = 100;
/** Milliseconds that a connection stays open without a query (RFC 7766 6.2.3: a few seconds). */
const IDLE_MILLISECONDS = 5000;

/** Opens a stream socket that calls back when it can be written to. */
export type Opening = (ready: () => void) => Socket;

/**
 * Queries over stream sockets to one server (RFC 7766): several wait on one connection, and replies
 * come in any order. What does not match a query is ignored.
 */
export function overStream(open: Opening): Transport {
  let connection: Connection | undefined;
  /** A server that closes after one reply though more queries wait is asked one per connection. */
  let most = Infinity;
  return async (query, milliseconds) => {
    const deadline = performance.now() + milliseconds;
    for (;;) {
      if (connection === undefined || !connection.takesMore(most))
        connection = new Connection(open);
      const used = connection;
      const outcome = await used.ask(query, deadline - performance.now());
      if (outcome.kind !== 'network' || used.replies === 0 || performance.now() >= deadline) {
        return outcome;
      }
      // A connection that worked may be closed at any time; what waits is asked again (RFC 7766 6.2.4).
      if (used.replies === 1) most = 1;
    }
  };
}

class Connection {
  readonly #socket: Socket;
  readonly #waiting = new Waiting(() => this.#rest());
  /** What is to be sent once the socket is ready; undefined when it is. */
  #unsent: Uint8Array[] | undefined = [];
  #idle: NodeJS.Timeout | undefined;
  /** Until what was written last has left. */
  #writing: Promise<void> = Promise.resolve();
  #taken = 0;
  #strayOctets = 0;
  #usable = true;
  /** Queries that have got their replies. */
  replies = 0;

  constructor(open: Opening) {
    const messages = messageReader();
    this.#socket = open(() => this.#ready());
    this.#socket.setNoDelay();
    this.#socket.on('data', (chunk) => {
      this.#strayOctets += chunk.length;
      for (const message of messages(chunk)) {
        if (!this.#waiting.receive(message)) continue;
        this.replies += 1;
        this.#strayOctets = 0;
      }
      if (this.#strayOctets > MAX_STRAY_OCTETS) {
        this.#fail('too many octets without a reply among them');
      }
    });
    this.#socket.on('error', (error) => this.#fail(errorText(error)));
    this.#socket.on('close', () => this.#fail('the connection was closed without a reply'));
  }

  /** @param most Queries that it may take in all. */
  takesMore(most: number): boolean {
    return this.#usable && this.#waiting.size < MAX_PIPELINED && this.#taken < most;
  }

  async ask(query: Unsent, milliseconds: number): Promise<Outcome> {
    this.#taken += 1;
    clearTimeout(this.#idle);
    this.#socket.ref();
    const outcome = await this.#waiting.add(query, milliseconds, (message) => {
      if (this.#unsent === undefined) this.#write(message);
      else this.#unsent.push(message);
    });
    // It may be dead without anybody having said so, or stuck inside of a message.
    if (outcome.kind === 'timeout') this.#usable = false;
    return outcome;
  }

  #ready(): void {
    const messages = this.#unsent ?? [];
    this.#unsent = undefined;
    for (const message of messages) this.#write(message);
  }

  /**
   * Writes queries one after the other, so that over TLS each is a record of its own: of several in one
   * record NSD 4.6 answers the first, and the next once more octets come.
   */
  #write(message: Uint8Array): void {
    const framed = new Uint8Array(LENGTH_OCTETS + message.length);
    framed.set([message.length >> 8, message.length & 255]);
    framed.set(message, LENGTH_OCTETS);
    this.#writing = this.#writing.then(
      () => new Promise((written) => this.#socket.write(framed, () => written())),
    );
  }

  /** Nothing waits: the connection does not keep the process alive any more, and is closed some time. */
  #rest(): void {
    this.#socket.unref();
    if (this.#usable)
      this.#idle = setTimeout(() => this.#socket.destroy(), IDLE_MILLISECONDS).unref();
    else this.#socket.destroy();
  }

  #fail(detail: string): void {
    this.#usable = false;
    clearTimeout(this.#idle);
    this.#waiting.settleAll({ kind: 'network', detail });
    this.#socket.destroy();
  }
}

/** Cuts a stream into its messages; each call gives those that its chunk completes. */
function messageReader(): (chunk: Buffer) => readonly Buffer[] {
  let chunks: Buffer[] = [];
  let have = 0;
  let need = LENGTH_OCTETS;
  return (chunk) => {
    chunks.push(chunk);
    have += chunk.length;
    // Joined only when there is enough: a stream of single octets costs no more than any other.
    if (have < need) return [];
    let rest = Buffer.concat(chunks);
    const messages: Buffer[] = [];
    for (;;) {
      need = LENGTH_OCTETS;
      if (rest.length >= LENGTH_OCTETS) need += rest.readUInt16BE(0);
      if (rest.length < need) break;
      messages.push(rest.subarray(LENGTH_OCTETS, need));
      rest = rest.subarray(need);
    }
    chunks = [rest];
    have = rest.length;
    return messages;
  };
}
