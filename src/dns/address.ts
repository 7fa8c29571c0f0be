/** IP addresses: text to octets, and octets to the one spelling that an Answer holds. */
import { name, type DomainName } from './name.js';

const DEC_OCTET = '(?:\\d|[1-9]\\d|1\\d\\d|2[0-4]\\d|25[0-5])';
const IPV4_ADDRESS = new RegExp(`^${DEC_OCTET}(?:\\.${DEC_OCTET}){3}$`);

/** The four octets of an IPv4address (RFC 3986 3.2.2: no leading zeros), or undefined. */
export function parseIp4(text: string): readonly number[] | undefined {
  return IPV4_ADDRESS.test(text) ? text.split('.').map(Number) : undefined;
}

/** The sixteen octets of an IPv6 address in any form of RFC 4291 2.2, or undefined. No zone index. */
export function parseIp6(text: string): readonly number[] | undefined {
  // The longest form has eight groups and a dotted quad in place of the last two.
  if (text.length > 45) return undefined;
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half, index) => groupOctets(half, index === halves.length - 1));
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  const missing = 16 - head.length - (tail?.length ?? 0);
  if (halves.length === 1 ? missing !== 0 : missing < 2) return undefined;
  return [...head, ...Array<number>(missing).fill(0), ...(tail ?? [])];
}

/** The octets of groups with a colon between them; only the last may be a dotted quad. */
function groupOctets(text: string, last: boolean): readonly number[] | undefined {
  if (text === '') return [];
  const groups = text.split(':');
  const octets = groups.map((group, index) => {
    if (/^[0-9a-f]{1,4}$/i.test(group)) {
      const value = Number.parseInt(group, 16);
      return [value >> 8, value & 0xff];
    }
    return last && index === groups.length - 1 ? parseIp4(group) : undefined;
  });
  return octets.every((pair) => pair !== undefined) ? octets.flat() : undefined;
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
