/** Ranges of addresses as the ip4 and ip6 mechanisms write them. */

/** IPv4 or IPv6. */
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

/** Whether the network has the address in it; never where the families differ. */
export function holdsAddress({ octets, prefix }: Network, address: readonly number[]): boolean {
  if (octets.length !== address.length) return false;
  const whole = prefix >> 3;
  for (let index = 0; index < whole; index += 1) {
    if (octets[index] !== address[index]) return false;
  }
  const rest = prefix & 7;
  const differing = (octets[whole] ?? 0) ^ (address[whole] ?? 0);
  return rest === 0 || differing >> (8 - rest) === 0;
}
