import { isIP, isIPv6 } from 'node:net';

/** A DNS server. */
export interface Server {
  /** An IPv4 or IPv6 address without brackets; a link-local one may have its zone (`fe80::1%eth0`). */
  readonly address: string;
  /** 1 to 65535. */
  readonly port: number;
}

/** The port of DNS over UDP and TCP (RFC 1035 4.2). */
const DNS_PORT = 53;

/**
 * Reads `192.0.2.1`, `192.0.2.1:5353`, `::1`, `[::1]` or `[::1]:53` as a person gives it. A text in
 * return says in one clause, without the input, what is wrong and what would be right. Never throws.
 */
export function parseServer(text: string): Server | string {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const address = bracketed ?? plain ?? text;
  if (isIP(address) === 0 || (bracketed !== undefined && !isIPv6(address))) {
    return 'it is no IP address; give one such as 192.0.2.1, 192.0.2.1:5353 or [2001:db8::1]:53';
  }
  const port = digits === undefined ? DNS_PORT : Number(digits);
  return port >= 1 && port <= 65_535 ? { address, port } : 'its port is not between 1 and 65535';
}

/** A server as {@link parseServer} reads it: `192.0.2.1:53`, `[2001:db8::1]:53`. */
export function serverText({ address, port }: Server): string {
  return isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`;
}
