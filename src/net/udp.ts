import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { Server } from './server.js';
import { errorText, type Transport } from './transport.js';
import { Waiting } from './waiting.js';

/**
 * Queries that one socket takes. A port that lives for long can be found out; and the replies to so
 * many fit into the buffer that a system gives a socket.
 */
const QUERIES_PER_SOCKET = 128;

/**
 * Queries over UDP (RFC 1035 4.2.1). Those that wait at the same time share a socket, whose port the
 * system picks at random, and which is closed when none waits any more: an id and a port are as hard to
 * guess as with a socket for each (RFC 5452 9.2). As the socket is connected the system drops what comes
 * from anyone else. What does not match a query is ignored and listening goes on.
 */
export function overUdp(server: Server): Transport {
  let socket: UdpSocket | undefined;
  return (query, milliseconds) => {
    if (socket === undefined || !socket.takesMore) socket = new UdpSocket(server);
    return socket.ask(query, milliseconds);
  };
}

class UdpSocket {
  readonly #socket;
  readonly #waiting = new Waiting(() => this.#close());
  /** What is to be sent once the socket is connected; undefined when it is. */
  #unsent: Uint8Array[] | undefined = [];
  #taken = 0;
  #closed = false;

  constructor({ address, port }: Server) {
    this.#socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    this.#socket.on('error', (error) => this.#fail(error));
    this.#socket.on('message', (bytes) => this.#waiting.receive(bytes));
    try {
      this.#socket.connect(port, address, () => this.#connected());
    } catch (error) {
      process.nextTick(() => this.#fail(error));
    }
  }

  get takesMore(): boolean {
    return !this.#closed && this.#taken < QUERIES_PER_SOCKET;
  }

  ask(...[query, milliseconds]: Parameters<Transport>): ReturnType<Transport> {
    this.#taken += 1;
    return this.#waiting.add(query, milliseconds, (message) => {
      if (this.#unsent === undefined) this.#socket.send(message);
      else this.#unsent.push(message);
    });
  }

  #connected(): void {
    const messages = this.#unsent ?? [];
    this.#unsent = undefined;
    for (const message of messages) this.#socket.send(message);
  }

  #fail(error: unknown): void {
    this.#waiting.settleAll({ kind: 'network', detail: errorText(error) });
    this.#close();
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#socket.close();
  }
}
