/** Lines to and from a mail server over one socket, bounded in octets and time. */
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import type { StageDetails, StageProblem, TlsSession } from '../mail/connection.js';
import { tlsSession } from './certificate.js';
import { errorText } from './transport.js';

/** Octets of one line: over what RFC 5321 4.5.3.1, RFC 2449 4 and RFC 7162 4 have clients take. */
const MAX_LINE_OCTETS = 16_384;
/** Octets that a server may send over the whole of a connection. */
const MAX_OCTETS = 262_144;

/** Milliseconds that a server has to hang up once leave was taken. */
const LEAVE_TIMEOUT = 1000;

/** A stage came to a bad end. The message holds nothing that was sent. */
export class Broken extends Error {
  readonly problem: StageProblem;
  /** The system's or the TLS library's word for it. */
  readonly detail: string | undefined;
  /** What came to light before. */
  readonly details: StageDetails;

  constructor(problem: StageProblem, detail?: string, details: StageDetails = {}) {
    super(problem);
    this.name = 'Broken';
    this.problem = problem;
    this.detail = detail;
    this.details = details;
  }
}

/** How TLS is to be spoken. */
export interface TlsWish {
  /** Whom the certificate must be for. */
  readonly host: string;
  /** Certificates (PEM) to be trusted in place of the system's. */
  readonly ca?: string | undefined;
  /** Whether versions and ciphers that no longer count are agreed to, so that they can be told. */
  readonly lenient?: boolean;
}

export interface Dialogue {
  /** Sends one line; CRLF is put behind it. */
  readonly send: (line: string) => void;
  /** The next line, its octets as code units, without its CRLF. Rejects with {@link Broken}. */
  readonly line: () => Promise<string>;
  /** Goes on in TLS. What came in plain text before counts for nothing from here on. */
  readonly startTls: (wish: TlsWish) => Promise<TlsSession>;
  readonly isSecure: () => boolean;
  /** Takes leave with a line; the server has a second to hang up. */
  readonly leave: (line: string) => void;
  /** Drops the connection at once, unless leave was taken. */
  readonly close: () => void;
}

/** Opens a connection to an address. Rejects with {@link Broken}; `signal` gives up. */
export async function openDialogue(
  address: string,
  port: number,
  signal: AbortSignal,
): Promise<Dialogue> {
  const socket = connectTcp({ host: address, port });
  try {
    await new Promise<void>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Broken('timeout')), { once: true });
      socket.once('connect', resolve);
      socket.once('error', (error) => reject(brokenBy(error)));
    });
  } catch (error) {
    socket.on('error', () => undefined);
    socket.destroy();
    throw error;
  }
  socket.removeAllListeners('error');
  return overSocket(socket);
}

function overSocket(plain: Socket): Dialogue {
  let socket: Socket = plain;
  let isSecure = false;
  let octets = 0;
  let rest = '';
  const lines: string[] = [];
  let broken: Broken | undefined;
  let waiting: { resolve: (line: string) => void; reject: (broken: Broken) => void } | undefined;

  function fail(reason: Broken): void {
    broken ??= reason;
    waiting?.reject(broken);
    waiting = undefined;
    socket.destroy();
  }

  function read(chunk: Buffer): void {
    octets += chunk.length;
    if (octets > MAX_OCTETS) return fail(new Broken('too-much'));
    // Alerts of TLS (RFC 8446 6) in the place of a line: our words were taken for a broken handshake.
    if (!isSecure && octets === chunk.length && chunk[0] === 0x15 && chunk[1] === 0x03) {
      return fail(new Broken('tls-expected'));
    }
    const parts = (rest + chunk.toString('latin1')).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) lines.push(part.replace(/\r$/, ''));
    if (rest.length > MAX_LINE_OCTETS) return fail(new Broken('too-much'));
    deliver();
  }

  function deliver(): void {
    if (waiting === undefined) return;
    const line = lines.shift();
    if (line === undefined) return;
    const { resolve, reject } = waiting;
    waiting = undefined;
    if (line.length > MAX_LINE_OCTETS) reject(new Broken('too-much'));
    else resolve(line);
  }

  const onError = (error: Error): void => fail(brokenBy(error));
  const onClose = (): void => fail(new Broken('closed'));
  function listen(): void {
    socket.on('data', read);
    socket.on('error', onError);
    socket.on('end', onClose);
    socket.on('close', onClose);
  }
  listen();

  return {
    send: (line) => {
      if (broken === undefined) socket.write(`${line}\r\n`);
    },
    line: () =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        deliver();
        // What came before the end is read before it.
        if (waiting !== undefined && broken !== undefined) fail(broken);
      }),
    startTls: async (wish) => {
      if (lines.length > 0 || rest !== '') {
        fail(new Broken('injected'));
        throw new Broken('injected');
      }
      if (broken !== undefined) throw broken;
      const carrier = socket;
      carrier.off('data', read);
      const secured = connectTls({ socket: carrier, ...tlsOptions(wish) });
      socket = secured;
      try {
        await new Promise<void>((resolve, reject) => {
          secured.once('secureConnect', resolve);
          secured.once('error', (error) => reject(brokenInHandshake(error)));
          secured.once('close', () => reject(new Broken('handshake', 'the server hung up')));
        });
      } catch (error) {
        secured.on('error', () => undefined);
        carrier.destroy();
        throw error;
      }
      for (const event of ['error', 'end', 'close']) {
        carrier.removeAllListeners(event);
        secured.removeAllListeners(event);
      }
      carrier.on('error', () => undefined);
      isSecure = true;
      octets = 0;
      listen();
      return tlsSession(secured, wish.host);
    },
    isSecure: () => isSecure,
    leave: (line) => {
      if (broken !== undefined) return;
      broken = new Broken('closed');
      socket.end(`${line}\r\n`);
      const leaving = socket;
      setTimeout(() => leaving.destroy(), LEAVE_TIMEOUT).unref();
    },
    close: () => {
      if (broken !== undefined) return;
      broken = new Broken('closed');
      socket.destroy();
    },
  };
}

/** The certificate is judged after the handshake, so that all that is wrong with it can be told. */
function tlsOptions({ host, ca, lenient = false }: TlsWish): ConnectionOptions {
  return {
    host,
    rejectUnauthorized: false,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(ca === undefined ? {} : { ca }),
    ...(lenient ? { minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } : {}),
  };
}

function brokenBy(error: unknown): Broken {
  const code = errorText(error);
  switch (code) {
    case 'ECONNREFUSED':
      return new Broken('refused');
    case 'ETIMEDOUT':
      return new Broken('timeout');
    case 'ECONNRESET':
    case 'EPIPE':
      return new Broken('closed', code);
    default:
      return new Broken('network', code);
  }
}

/** What OpenSSL calls the first octets of a text where a record of TLS should be. */
const PLAIN_TEXT = new Set([
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
  'ERR_SSL_UNKNOWN_PROTOCOL',
  'ERR_SSL_HTTP_REQUEST',
]);

function brokenInHandshake(error: unknown): Broken {
  const code = errorText(error);
  return PLAIN_TEXT.has(code) ? new Broken('plain-expected') : new Broken('handshake', code);
}
