/** Which of a name's TXT values are SPF records (RFC 7208 4.5). */

/** What selection leaves. */
export type Selection =
  | { readonly kind: 'none' }
  | { readonly kind: 'one'; readonly record: string }
  | { readonly kind: 'several'; readonly records: readonly string[] };

/** Its length is that of every spelling. */
export const VERSION = 'v=spf1';

/**
 * record  = version terms *SP
 * version = "v=spf1"
 *
 * Whether the value is an SPF record: the version in any case, then SP or the end. Nothing else
 * (a tab, `v=spf10`, a blank in front) counts.
 */
export function isSpf(value: string): boolean {
  return /^v=spf1(?: |$)/i.test(value);
}

/** Selects among TXT values, each with its character-strings joined already. */
export function selectSpf(txt: readonly string[]): Selection {
  const records = txt.filter(isSpf);
  const [record] = records;
  if (record === undefined) return { kind: 'none' };
  return records.length === 1 ? { kind: 'one', record } : { kind: 'several', records };
}
