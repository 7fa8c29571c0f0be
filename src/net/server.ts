import { isIP, isIPv6 } from 'node:net';
import { toName } from '../dns/name.js';

/** A DNS server that is asked in the clear. */
export interface Server {
  /** An IPv4 or IPv6 address without brackets; a link-local one may have its zone (`fe80::1%eth0`). */
  readonly address: string;
  /** 1 to 65535. */
  readonly port: number;
  /** UDP, and TCP where a reply is cut; or TCP from the start. `udp` where absent. */
  readonly transport?: 'udp' | 'tcp';
}

/** A DNS server that is asked over TLS (RFC 7858). */
export interface TlsServer {
  readonly transport: 'tls';
  /** As of {@link Server}. */
  readonly address: string;
  readonly port: number;
  /** What its certificate must be for; its address where absent. */
  readonly name?: string;
  /** Certificates of the authorities to trust in place of the usual ones, as PEM. */
  readonly ca?: string;
}

/** The port of DNS over UDP and TCP (RFC 1035 4.2). */
const DNS_PORT = 53;
/** The port of DNS over TLS (RFC 7858 3.1). */
const TLS_PORT = 853;

/**
 * Reads `192.0.2.1`, `192.0.2.1:5353`, `::1`, `[::1]` or `[::1]:53` as a person gives it. A text in
 * return says in one clause, without the input, what is wrong and what would be right. Never throws.
 */
export function parseServer(text: string): Server | string {
  return parseEndpoint(
    text,
    DNS_PORT,
    'give one such as 192.0.2.1, 192.0.2.1:5353 or [2001:db8::1]:53',
  );
}

/** The same with a name for the certificate behind it: `192.0.2.1#dns.example`. */
export function parseTlsServer(text: string): TlsServer | string {
  const hash = text.indexOf('#');
  const endpoint = hash === -1 ? text : text.slice(0, hash);
  const read = parseEndpoint(
    endpoint,
    TLS_PORT,
    'give one such as 192.0.2.1, 192.0.2.1:853 or 192.0.2.1#dns.example',
  );
  if (typeof read === 'string') return read;
  if (hash === -1) return { transport: 'tls', ...read };
  const name = toName(text.slice(hash + 1));
  // RFC 6125 1.8: what a certificate is for is a host name.
  return name === undefined || !/^[a-z0-9.-]+$/.test(name)
    ? 'what stands behind # is no name of a server; give one such as 192.0.2.1#dns.example'
    : { transport: 'tls', ...read, name };
}

function parseEndpoint(
  text: string,
  defaultPort: number,
  right: string,
): { address: string; port: number } | string {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const address = bracketed ?? plain ?? text;
  if (isIP(address) === 0 || (bracketed !== undefined && !isIPv6(address))) {
    return `it is no IP address; ${right}`;
  }
  const port = digits === undefined ? defaultPort : Number(digits);
  return port >= 1 && port <= 65_535 ? { address, port } : 'its port is not between 1 and 65535';
}

/** A server as {@link parseServer} and {@link parseTlsServer} read it: `[2001:db8::1]:53`. */
export function serverText(server: Server | TlsServer): string {
  const { address, port } = server;
  const name = server.transport === 'tls' && server.name !== undefined ? `#${server.name}` : '';
  return `${isIPv6(address) ? `[${address}]` : address}:${port}${name}`;
}
