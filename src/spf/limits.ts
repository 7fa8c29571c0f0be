/** The numbers of RFC 7208, as data. */

/** RFC 7208 4.6.4: terms that cause DNS queries in one evaluation. The eleventh is a permerror. */
export const MAX_LOOKUPS = 10;

/** RFC 7208 4.6.4: void lookups in one evaluation. The third is a permerror. */
export const MAX_VOID_LOOKUPS = 2;

/** RFC 7208 4.6.4: hosts of one `mx` term whose addresses are looked up. The eleventh is a permerror. */
export const MAX_MX_HOSTS = 10;

/** RFC 7208 4.6.4: names of one PTR answer whose addresses are looked up. The rest is ignored. */
export const MAX_PTR_NAMES = 10;

/** The limits of one evaluation. */
export interface Limits {
  /** Terms that cause DNS queries. */
  readonly lookups: number;
  readonly voidLookups: number;
  /** MX records of one term; more are a permerror. */
  readonly mxHosts: number;
  /** PTR records of one lookup; more are ignored. */
  readonly ptrNames: number;
}

/** Those of RFC 7208 4.6.4. */
export const defaultLimits: Limits = {
  lookups: MAX_LOOKUPS,
  voidLookups: MAX_VOID_LOOKUPS,
  mxHosts: MAX_MX_HOSTS,
  ptrNames: MAX_PTR_NAMES,
};

/** A bound of this program: the highest that a limit can be set to. */
export const MAX_LIMIT = 100;

/** A bound of this program: terms that cost a lookup and are walked in one tree; then counting stops. */
export const MAX_TREE_LOOKUPS = 1000;

/** A bound of this program: terms of any kind in one tree. Services list thousands of addresses. */
export const MAX_TREE_TERMS = 100_000;

/** A bound of this program: how deep an include tree is walked. Each level costs a lookup at least. */
export const MAX_TREE_DEPTH = 30;
