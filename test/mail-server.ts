/** Small mail servers on loopback that say what a test has them say. */
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createSecureContext, createServer as createTlsServer, TLSSocket } from 'node:tls';
import type { Credentials } from './certificates.js';

export interface Listening {
  readonly port: number;
  /** Everything that clients have sent in plain text or inside of TLS, line by line. */
  readonly heard: readonly string[];
  /** Connections that are still open. */
  readonly open: () => number;
  readonly stop: () => Promise<void>;
}

/** What to answer to a line: text, nothing, or a deed on the connection. */
export type Script = (line: string, connection: Connection) => string | undefined;

interface Connection {
  readonly socket: Socket;
  readonly isSecure: boolean;
  /** Starts TLS on the connection once the answer is out; `extra` is sent in plain text behind it. */
  readonly startTls: (answer: string, extra?: string) => undefined;
}

export interface ServerOptions {
  /** What is said first; null for a server that waits. */
  readonly greeting: string | null;
  readonly script?: Script;
  /** For TLS from the first octet on. */
  readonly tls?: Credentials;
  /** For STARTTLS. */
  readonly credentials?: Credentials;
}

/** Lines are answered one by one; CRLF is put behind every answer. */
export async function serve(options: ServerOptions): Promise<Listening> {
  const { greeting, script = () => undefined, tls, credentials } = options;
  const heard: string[] = [];
  return listen((socket) => talk(socket, false), tls, heard);

  function talk(socket: Socket, isSecure: boolean): void {
    let rest = '';
    const say = (text: string): boolean => socket.write(`${text}\r\n`);
    const read = (chunk: Buffer): void => {
      const lines = (rest + chunk.toString()).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        heard.push(line);
        const answer = script(line, {
          socket,
          isSecure: isSecure || tls !== undefined,
          startTls: (ready, extra = '') => {
            socket.off('data', read);
            socket.write(`${ready}\r\n${extra}`);
            const secureContext = createSecureContext(credentials);
            const secured = new TLSSocket(socket, { isServer: true, secureContext });
            secured.on('error', () => undefined);
            talk(secured, true);
          },
        });
        if (answer !== undefined) say(answer);
      }
    };
    socket.on('data', read);
    if (greeting !== null && !isSecure) say(greeting);
  }
}

/** A server that does with each connection what `handle` does. */
export async function listen(
  handle: (socket: Socket) => void,
  tls?: Credentials,
  heard: readonly string[] = [],
): Promise<Listening> {
  const sockets = new Set<Socket>();
  const taken = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    handle(socket);
  };
  const server = tls === undefined ? createServer(taken) : createTlsServer({ ...tls }, taken);
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    heard,
    open: () => sockets.size,
    stop: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
