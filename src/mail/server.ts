/** A mail server as people name it: `mail.example.com`, `mail.example.com:587`, `[2001:db8::1]:993`. */
import { parseIp4, parseIp6 } from '../dns/address.js';
import { readDomain, toName } from '../dns/name.js';
import type { Protocol, Security } from './connection.js';

/** A mail server, and how it is spoken to. */
export interface MailServer {
  readonly protocol: Protocol;
  /** A host name in A-label form, or an address without brackets. */
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
  readonly security: Security;
}

/** The port where none is named (RFC 8314 3.2, 3.3, and RFC 6409 for what most providers document). */
const defaultPorts: Readonly<Record<Protocol, number>> = { smtp: 587, imap: 993, pop3: 995 };

/** Ports that speak TLS from the first octet on (RFC 8314). */
const tlsPorts: ReadonlySet<number> = new Set([465, 993, 995]);

/** How a port is usually spoken to: implicit TLS on 465, 993 and 995, STARTTLS elsewhere. */
export function usualSecurity(port: number): Security {
  return tlsPorts.has(port) ? 'tls' : 'starttls';
}

/**
 * Reads a server. A text in return says in one clause, without the input, what is wrong and what would be
 * right. Never throws.
 */
export function readMailServer(
  typed: string,
  protocol: Protocol,
  security?: Security,
): MailServer | string {
  const [, bracketed, plain, digits] =
    /^(?:\[([^\]]*)\]|([^:]*))(?::([^:]*))?$/.exec(typed.trim()) ?? [];
  const text = bracketed ?? plain ?? typed.trim();
  const host = hostOf(text, bracketed !== undefined);
  if (host === undefined || typed.includes('/')) {
    return 'it is no mail server; give one such as mail.example.com, mail.example.com:587 or [2001:db8::1]:993';
  }
  if (digits !== undefined && !/^\d{1,5}$/.test(digits))
    return 'its port is not between 1 and 65535';
  const port = digits === undefined ? defaultPorts[protocol] : Number(digits);
  if (port < 1 || port > 65_535) return 'its port is not between 1 and 65535';
  return { protocol, host, port, security: security ?? usualSecurity(port) };
}

function hostOf(text: string, bracketed: boolean): string | undefined {
  if (parseIp6(text) !== undefined) return text.toLowerCase();
  if (bracketed) return undefined;
  if (parseIp4(text) !== undefined) return text;
  const read = /[^\u0000-\u007f]/.test(text) ? readDomain(text) : undefined;
  const name = read?.ok === true ? read.name : toName(text);
  // Digits and dots alone are an address mistyped.
  return name === undefined || !/^(?=.*[a-z])[a-z0-9._-]+$/.test(name) ? undefined : name;
}

/** As it is shown and typed: `mail.example.com:587`, `[2001:db8::1]:993`. */
export function mailServerText({ host, port }: Pick<MailServer, 'host' | 'port'>): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** What tells servers apart. */
export function serverKey({ protocol, host, port, security }: MailServer): string {
  return `${protocol} ${mailServerText({ host, port })} ${security}`;
}
