/** IP addresses: text to octets, and octets to the one spelling that an Answer holds. */
import { name, type DomainName } from './name.js';

const DOT = 0x2e;

/** The four octets of an IPv4address (RFC 3986 3.2.2: no leading zeros), or undefined. */
export function parseIp4(text: string): readonly number[] | undefined {
  let value = 0;
  let dots = 0;
  // None of it yet.
  let octet = -1;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === DOT) {
      if (octet === -1 || dots === 3) return undefined;
      value = (value << 8) | octet;
      dots += 1;
      octet = -1;
      continue;
    }
    const digit = code - 0x30;
    if (digit < 0 || digit > 9 || octet === 0) return undefined;
    octet = octet === -1 ? digit : 10 * octet + digit;
    if (octet > 255) return undefined;
  }
  if (octet === -1 || dots !== 3) return undefined;
  return [value >> 16, (value >> 8) & 0xff, value & 0xff, octet];
}

/** The sixteen octets of an IPv6 address in any form of RFC 4291 2.2, or undefined. No zone index. */
export function parseIp6(text: string): readonly number[] | undefined {
  // The longest form has eight groups and a dotted quad in place of the last two.
  if (text.length > 45) return undefined;
  const octets = Array<number>(16).fill(0);
  let count = 0;
  // Where "::" stands, in octets.
  let gap = text.startsWith('::') ? 0 : undefined;
  let at = gap === undefined ? 0 : 2;
  while (at < text.length) {
    const colon = text.indexOf(':', at);
    const group = readGroup(text, at, colon === -1 ? text.length : colon);
    if (group === undefined) {
      // Only the last may be a dotted quad.
      const quad = colon === -1 ? parseIp4(text.slice(at)) : undefined;
      if (quad === undefined || count > 12) return undefined;
      octets.splice(count, 4, ...quad);
      count += 4;
      break;
    }
    if (count === 16) return undefined;
    octets[count] = group >> 8;
    octets[count + 1] = group & 0xff;
    count += 2;
    if (colon === -1) break;
    at = colon + 1;
    if (at === text.length) return undefined;
    if (text[at] !== ':') continue;
    if (gap !== undefined) return undefined;
    gap = count;
    at += 1;
  }
  if (gap === undefined) return count === 16 ? octets : undefined;
  if (count > 14) return undefined;
  // What stands behind the gap belongs at the end.
  const tail = 16 - count + gap;
  return octets.copyWithin(tail, gap, count).fill(0, gap, tail);
}

/** One to four hexadecimal digits. */
function readGroup(text: string, start: number, end: number): number | undefined {
  if (end === start || end - start > 4) return undefined;
  let value = 0;
  for (let at = start; at < end; at += 1) {
    const digit = hexDigit(text.charCodeAt(at));
    if (digit === undefined) return undefined;
    value = 16 * value + digit;
  }
  return value;
}

function hexDigit(code: number): number | undefined {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x61 + 10 : undefined;
}

/** Four octets as a dotted quad, or sixteen as RFC 5952 text. */
export function printAddress(octets: readonly number[]): string {
  if (octets.length === 4) return octets.join('.');
  const groups = Array.from({ length: 8 }, (_, index) => {
    return (octets[2 * index] ?? 0) * 256 + (octets[2 * index + 1] ?? 0);
  });
  const hex = groups.map((group) => group.toString(16));
  const { start, length } = longestZeroRun(groups);
  if (length < 2) return hex.join(':');
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`;
}

/** RFC 5952 4.2.3: the longest run of zero groups, the first one where two are equally long. */
function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let longest = { start: 0, length: 0 };
  let start = 0;
  for (const [index, group] of groups.entries()) {
    if (group !== 0) start = index + 1;
    else if (index + 1 - start > longest.length) longest = { start, length: index + 1 - start };
  }
  return longest;
}

/** The name that an address has its PTR records at (RFC 1035 3.5, RFC 3596 2.5). */
export function reverseName(octets: readonly number[]): DomainName {
  const labels =
    octets.length === 4
      ? octets.map(String)
      : octets.flatMap((octet) => [(octet >> 4).toString(16), (octet & 15).toString(16)]);
  const zone = octets.length === 4 ? 'in-addr.arpa' : 'ip6.arpa';
  return name([...labels.toReversed(), zone].join('.'));
}
