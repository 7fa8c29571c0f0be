/** The numbers of the DNS, as data. */

/** RFC 1035 3.3: octets in one character-string of a TXT record. */
export const MAX_STRING_OCTETS = 255;

/** RFC 2181 8: seconds. */
export const MAX_TTL = 0x7fffffff;

/** RFC 1035 4.2.1: octets of a UDP reply without EDNS0, which RFC 7208 3.4 asks to stay below. */
export const PLAIN_UDP_OCTETS = 512;

/** Octets of a UDP reply that pass every path unfragmented (DNS flag day 2020, RFC 9715 3.2). */
export const SAFE_UDP_OCTETS = 1232;

/** RFC 1035 4.2.2: octets of a message over TCP, whose length has 16 bits. */
export const MAX_MESSAGE_OCTETS = 65_535;
