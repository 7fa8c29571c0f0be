/** IP addresses as RFC 7208 12 writes them: strict, no octal, no zone index, no shorthand quads. */

export type Family = 4 | 6;

/** A range of addresses in CIDR form. */
export interface Network {
  readonly family: Family;
  /** The address as octets, four or sixteen, host bits as written. */
  readonly octets: readonly number[];
  /** Bits, 0 to 32 or 0 to 128. */
  readonly prefix: number;
}

/** Bits in an address of the family. */
export function addressBits(family: Family): 32 | 128 {
  return family === 4 ? 32 : 128;
}

/**
 * ip4-network = qnum "." qnum "." qnum "." qnum
 * qnum        = DIGIT / %x31-39 DIGIT / "1" 2DIGIT / "2" %x30-34 DIGIT / "25" %x30-35
 *
 * The four octets, or undefined.
 */
export function parseIp4(text: string): readonly number[] | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  if (!parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)) {
    return undefined;
  }
  return parts.map(Number);
}

/**
 * ip6-network = <as per Section 2.2 of [RFC4291]>
 *
 * The sixteen octets, or undefined.
 */
export function parseIp6(text: string): readonly number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const left = readGroups(halves[0] ?? '', halves.length === 1);
  const right = readGroups(halves[1] ?? '', true);
  if (left === undefined || right === undefined) return undefined;
  const missing = 16 - left.length - right.length;
  // "::" stands for at least one group of zeros (RFC 4291 2.2).
  if (halves.length === 1 ? missing !== 0 : missing < 2) return undefined;
  return [...left, ...Array.from({ length: missing }, () => 0), ...right];
}

function readGroups(text: string, quadAllowed: boolean): readonly number[] | undefined {
  if (text === '') return [];
  const groups = text.split(':');
  const octets: number[] = [];
  for (const [index, group] of groups.entries()) {
    if (quadAllowed && index === groups.length - 1 && group.includes('.')) {
      const quad = parseIp4(group);
      if (quad === undefined) return undefined;
      octets.push(...quad);
    } else if (/^[0-9a-f]{1,4}$/i.test(group)) {
      const value = Number.parseInt(group, 16);
      octets.push(value >> 8, value & 0xff);
    } else {
      return undefined;
    }
  }
  return octets;
}

/** An address of either family in canonical text: a dotted quad, or RFC 5952. */
export function printAddress(octets: readonly number[]): string {
  if (octets.length === 4) return octets.join('.');
  const groups = Array.from(
    { length: 8 },
    (_, index) => ((octets[2 * index] ?? 0) << 8) | (octets[2 * index + 1] ?? 0),
  );
  let best = { start: 0, length: 1 };
  for (let start = 0; start < 8; start += 1) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === 0) length += 1;
    if (length > best.length) best = { start, length };
  }
  const hex = groups.map((group) => group.toString(16));
  if (best.length === 1) return hex.join(':');
  return `${hex.slice(0, best.start).join(':')}::${hex.slice(best.start + best.length).join(':')}`;
}

/** Canonical text of the network; a full-length prefix is left out. */
export function printNetwork(network: Network): string {
  const address = printAddress(network.octets);
  return network.prefix === addressBits(network.family) ? address : `${address}/${network.prefix}`;
}

/** The address as a number, most significant octet first. */
export function addressValue(octets: readonly number[]): bigint {
  return octets.reduce((value, octet) => (value << 8n) | BigInt(octet), 0n);
}

/** The address of the family that has this value. */
export function addressFromValue(family: Family, value: bigint): readonly number[] {
  const count = addressBits(family) / 8;
  return Array.from({ length: count }, (_, index) =>
    Number((value >> BigInt(8 * (count - 1 - index))) & 0xffn),
  );
}
