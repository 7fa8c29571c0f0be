/** The server of dns-server.ts over TLS and over HTTPS. */
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server as NetServer, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Zone } from '../src/dns/zone.js';
import type { Credentials } from './certificates.js';
import {
  readQuery,
  replier,
  serveStream,
  type DnsServer,
  type ServedQuery,
  type ServeOptions,
} from './dns-server.js';

type Served = Omit<DnsServer, 'asked'> & {
  /** Connections that were opened. */
  readonly connections: () => number;
};

/** DNS over TLS (RFC 7858). */
export async function serveTls(
  zones: readonly Zone[],
  credentials: Credentials,
  options: ServeOptions = {},
): Promise<Served> {
  const log: ServedQuery[] = [];
  const replyTo = replier(zones, options);
  const server = createTlsServer({ ...credentials }, (socket) =>
    serveStream(socket, options, (query) => {
      log.push(query);
      return replyTo(query);
    }),
  );
  server.on('tlsClientError', () => undefined);
  return listening(server, options.host, log);
}

type Request = IncomingMessage | Http2ServerRequest;
type Response = ServerResponse | Http2ServerResponse;

export interface HttpsOptions extends ServeOptions {
  /** 2: HTTP/2 and nothing else; 1: HTTP/1.1. */
  readonly http?: 1 | 2;
  /** Answers a request in its own way; true where it did. */
  readonly handle?: (request: Request, response: Response) => boolean;
}

/** DNS over HTTPS (RFC 8484), on any path; in the clear without credentials. */
export async function serveHttps(
  zones: readonly Zone[],
  credentials: Credentials | undefined,
  options: HttpsOptions = {},
): Promise<Served & { readonly url: string }> {
  const log: ServedQuery[] = [];
  const replyTo = replier(zones, options);
  const onRequest = (request: Request, response: Response): void => {
    response.on('error', () => undefined);
    if (options.handle?.(request, response) === true) return;
    const message = new URL(request.url ?? '', 'http://x').searchParams.get('dns') ?? '';
    const query = readQuery(Buffer.from(message, 'base64url'), 'https');
    const [reply] = query === undefined ? [] : replyTo(query);
    if (query !== undefined) log.push(query);
    // Where nothing is to come back, nothing does.
    if (reply === undefined) return;
    const headers = { 'content-type': 'application/dns-message', 'content-length': reply.length };
    setTimeout(() => {
      (response as ServerResponse).writeHead(200, headers).end(reply);
    }, options.delay ?? 0);
  };
  const server =
    credentials === undefined
      ? createHttpServer(onRequest)
      : options.http === 1
        ? createHttpsServer({ ...credentials }, onRequest)
        : createSecureServer({ ...credentials }, onRequest);
  server.on('tlsClientError', () => undefined);
  const served = await listening(server, options.host, log);
  const scheme = credentials === undefined ? 'http' : 'https';
  return { ...served, url: `${scheme}://${served.text}/dns-query` };
}

async function listening(
  server: NetServer,
  host = '127.0.0.1',
  log: readonly ServedQuery[],
): Promise<Served> {
  const connections = new Set<Socket>();
  let opened = 0;
  server.on('connection', (socket: Socket) => {
    opened += 1;
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    address: host,
    port,
    text: host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`,
    log,
    connections: () => opened,
    close: async () => {
      for (const socket of connections) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
