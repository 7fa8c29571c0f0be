/** RSA public keys in DER (X.690), as far as their size. */

/** An element of DER: what its identifier says, and where its content stands. */
interface Element {
  readonly tag: number;
  readonly start: number;
  readonly end: number;
}

const INTEGER = 0x02;
const BIT_STRING = 0x03;
const SEQUENCE = 0x30;

/** The AlgorithmIdentifier's object identifier rsaEncryption, 1.2.840.113549.1.1.1 (RFC 8017 A.1). */
const RSA_ENCRYPTION = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];

/**
 * Bits of the modulus of an RSA key, undefined where the octets are none.
 *
 * Both forms are taken: RSAPublicKey (RFC 8017 A.1.1), which RFC 6376 3.6.1 asks for, and
 * SubjectPublicKeyInfo (RFC 5280 4.1.2.7), which everybody publishes.
 */
export function rsaBits(octets: Uint8Array): number | undefined {
  const whole = element(octets, 0, octets.length);
  if (whole?.tag !== SEQUENCE || whole.end !== octets.length) return undefined;
  const first = element(octets, whole.start, whole.end);
  if (first === undefined) return undefined;
  if (first.tag === INTEGER) return modulusBits(octets, first, whole.end);
  if (first.tag !== SEQUENCE) return undefined;
  if (RSA_ENCRYPTION.some((octet, index) => octets[first.start + index] !== octet)) {
    return undefined;
  }
  const bits = element(octets, first.end, whole.end);
  // RFC 5280: no unused bits in front of the key.
  if (bits?.tag !== BIT_STRING || octets[bits.start] !== 0) return undefined;
  const key = element(octets, bits.start + 1, bits.end);
  const modulus = key?.tag === SEQUENCE ? element(octets, key.start, key.end) : undefined;
  return key === undefined || modulus?.tag !== INTEGER
    ? undefined
    : modulusBits(octets, modulus, key.end);
}

/** RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER } */
function modulusBits(octets: Uint8Array, modulus: Element, end: number): number | undefined {
  const exponent = element(octets, modulus.end, end);
  if (exponent?.tag !== INTEGER) return undefined;
  let start = modulus.start;
  while (start < modulus.end && octets[start] === 0) start += 1;
  const first = octets[start];
  if (first === undefined || start === modulus.end) return undefined;
  return (modulus.end - start - 1) * 8 + (32 - Math.clz32(first));
}

/** The element at `at`; undefined where it does not fit before `end`. */
function element(octets: Uint8Array, at: number, end: number): Element | undefined {
  const tag = octets[at];
  const length = octets[at + 1];
  if (tag === undefined || length === undefined || at + 2 > end) return undefined;
  let start = at + 2;
  let size = length;
  if (length > 0x7f) {
    // Four octets of length are more than any TXT record holds.
    const count = length & 0x7f;
    if (count === 0 || count > 4) return undefined;
    size = 0;
    for (let index = 0; index < count; index += 1) size = size * 256 + (octets[start + index] ?? 0);
    start += count;
  }
  return start + size > end ? undefined : { tag, start, end: start + size };
}
