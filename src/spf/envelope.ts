/** Who connects and for whom: the client's address and the mailbox (RFC 7208 2.3, 2.4, 4.1, 4.3). */
import { parseIp4, parseIp6, printAddress } from '../dns/address.js';
import { readDomain, toName, type DomainName } from '../dns/name.js';
import type { Family } from './address.js';

/** The SMTP client. */
export interface Client {
  readonly family: Family;
  readonly octets: readonly number[];
  /** Canonical: dotted quad, or RFC 5952. */
  readonly text: string;
}

/** The client of an address in any spelling; an IPv4-mapped one is IPv4 (RFC 7208 5). */
export function readClient(text: string): Client | undefined {
  const ip4 = parseIp4(text);
  // There is one way to write an IPv4 address.
  if (ip4 !== undefined) return { family: 4, octets: ip4, text };
  const octets = parseIp6(text);
  if (octets === undefined) return undefined;
  const own = isMapped(octets) ? octets.slice(12) : octets;
  return { family: own.length === 4 ? 4 : 6, octets: own, text: printAddress(own) };
}

/** RFC 4291 2.5.5.2: ::ffff:0:0/96. */
function isMapped(octets: readonly number[]): boolean {
  return (
    octets[10] === 0xff && octets[11] === 0xff && octets.slice(0, 10).every((octet) => octet === 0)
  );
}

/** A mailbox with both of its parts. */
export interface Mailbox {
  readonly local: string;
  /** With A-labels for U-labels (RFC 8616 4), otherwise as it was given. */
  readonly domain: string;
}

/**
 * The mailbox of a MAIL FROM: the null sender is postmaster at the HELO name (RFC 7208 2.4), and so is
 * `postmaster` what has no local-part (4.3). The domain stands after the last `@`: a quoted local-part
 * may hold others.
 */
export function readSender(sender: string, helo: string): Mailbox {
  if (sender === '') return { local: 'postmaster', domain: toALabels(helo) };
  const at = sender.lastIndexOf('@');
  const local = at > 0 ? sender.slice(0, at) : 'postmaster';
  return { local, domain: toALabels(sender.slice(at + 1)) };
}

/** A-labels for U-labels (RFC 8616 4) of a domain that a client gave, which is left as it is otherwise. */
export function toALabels(domain: string): string {
  // What is no label anyway is left as it is, so that IDNA does not make one of it.
  if (/^[\u0000-\u007f]*$/.test(domain) || /[^a-z0-9._\-\u0080-\uffff]/i.test(domain))
    return domain;
  const read = readDomain(domain);
  return read.ok ? read.name : domain;
}

/**
 * The domain that is checked; undefined where it is malformed (RFC 7208 4.3): no name, a single label,
 * an address, or characters that no mail domain has. Underscores are taken as they are published.
 */
export function readCheckedDomain(text: string): DomainName | undefined {
  const ascii = toALabels(text);
  if (!/^[a-z0-9_-]+(?:\.[a-z0-9_-]+)+\.?$/i.test(ascii)) return undefined;
  return parseIp4(ascii) === undefined ? toName(ascii) : undefined;
}
