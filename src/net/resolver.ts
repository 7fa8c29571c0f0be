import { isIP } from 'node:net';
import type { Lookup } from '../dns/answer.js';
import type { Upstream } from './exchange.js';
import { loadFetch } from './fetch.js';
import { httpsText, overHttps, parseHttpsUrl, type HttpsServer } from './https.js';
import { lookupOver, type LookupOptions } from './lookup.js';
import { serverText, type Server, type TlsServer } from './server.js';
import { systemServers } from './system.js';
import { overTcp } from './tcp.js';
import { overTls } from './tls.js';
import { overUdp } from './udp.js';

/** How to ask, and whom. */
export interface ResolverOptions extends LookupOptions {
  /** Asked in turn until one answers; the system's where none are given. */
  readonly servers?: readonly (Server | TlsServer | HttpsServer)[];
}

/**
 * A Lookup for one run of a program, over the transports of its servers: a question that is asked again
 * has the same answer, and after `timeout` everything fails. It never rejects. Connections are reused,
 * and none keeps the process alive.
 *
 * A server that does not reply is asked again in the next round; one that replies with a failure is
 * not, but the other servers are asked before that counts. A question gets no more than half of the
 * run's time (but at least 5 seconds and at most 15), so that one dead name leaves time for the others.
 * @throws {RangeError} For a server that is none, or a number that is not positive.
 */
export function createResolver(options: ResolverOptions = {}): Lookup {
  return createRuns(options)();
}

/**
 * A function that makes a Lookup as {@link createResolver} does, for one run after the other or side by
 * side: what they share are their connections, and what a server has shown that it can.
 * @throws {RangeError} As `createResolver` does.
 */
export function createRuns(options: ResolverOptions = {}): () => Lookup {
  const upstreams = (options.servers ?? systemServers()).map(upstreamOf);
  return () => lookupOver(upstreams, options);
}

function upstreamOf(server: Server | TlsServer | HttpsServer): Upstream {
  if (server.transport === 'https') {
    const read = parseHttpsUrl(server.url);
    if (typeof read === 'string') throw new RangeError(`not the URL of a DNS server: ${read}`);
    return { text: httpsText(read), send: overHttps(read, loadFetch) };
  }
  const { address, port } = server;
  if (isIP(address) === 0 || !Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new RangeError(`not the address and port of a server: ${JSON.stringify(server)}`);
  }
  const text = serverText(server);
  if (server.transport === 'tls') return { text, send: overTls(server) };
  const sendLong = overTcp(server);
  return server.transport === 'tcp'
    ? { text, send: sendLong }
    : { text, send: overUdp(server), sendLong };
}
