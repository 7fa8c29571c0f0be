/** The numbers of RFC 7208, as data. */

/** RFC 7208 4.6.4: terms that cause DNS queries in one evaluation. The eleventh is a permerror. */
export const MAX_LOOKUPS = 10;

/** RFC 7208 4.6.4: void lookups in one evaluation. The third is a permerror. */
export const MAX_VOID_LOOKUPS = 2;

/** RFC 7208 4.6.4: hosts of one `mx` term whose addresses are looked up. The eleventh is a permerror. */
export const MAX_MX_HOSTS = 10;

/** RFC 1035 3.3: octets in one character-string of a TXT record. */
export const MAX_STRING_OCTETS = 255;

/** RFC 1035 4.2.1: octets of a UDP reply without EDNS0, which RFC 7208 3.4 asks to stay below. */
export const PLAIN_UDP_OCTETS = 512;

/** Octets of a UDP reply that pass every path unfragmented (DNS flag day 2020, RFC 9715). */
export const SAFE_UDP_OCTETS = 1232;

/** A bound of this program: terms that are walked in one include tree before counting stops. */
export const MAX_TREE_TERMS = 1000;

/** A bound of this program: how deep an include tree is walked. Each level costs a lookup at least. */
export const MAX_TREE_DEPTH = 30;
