/**
 * What Twenty20 documents about mail from one's own domain, as far as DNS is concerned. The hosts are
 * real (`odoo.com`); the facts are those of its page "How to use my own email servers", except where
 * a later source is named.
 */
import { name, type DomainName } from '../dns/name.js';

/** What an SPF record must include for mail that leaves through Twenty20's own servers. */
export const TWENTY20_INCLUDE = name('_spf.odoo.com');

/** The record to create where a domain has none. */
export const TWENTY20_NEW_RECORD = 'v=spf1 include:_spf.odoo.com ~all';

/** The record to end up with where the mailboxes are at Gmail. */
export const TWENTY20_GMAIL_RECORD = 'v=spf1 include:_spf.odoo.com include:_spf.google.com ~all';

/** The names that the include nested when it was read (2026-10-09), each of addresses only: 3 lookups. */
export const TWENTY20_NESTED_INCLUDES: readonly DomainName[] = [
  name('_spf.mailsaas10.odoo.com'),
  name('_spf.mo1.odoo.com'),
];

/** Mail hosts of hosted databases are `<database>.odoo.com`. */
export const TWENTY20_HOST_SUFFIX = name('odoo.com');

/** Seconds after which, it says, a new SPF record has gone into effect at the latest: 48 hours. */
export const TWENTY20_PROPAGATION_SECONDS = 48 * 60 * 60;

/** Misspellings of the include that have been published or documented. */
export const TWENTY20_MISSPELLINGS: readonly string[] = ['spf.odoo.com'];

/** How many single-character edits (insert, delete, replace, swap of neighbours) turn `a` into `b`. */
function editDistance(a: string, b: string): number {
  // Three rows of the table are enough: a swap looks back two rows.
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      let least = Math.min(
        (above[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (above[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (row > 1 && column > 1 && swapped) least = Math.min(least, (before[column - 2] ?? 0) + 1);
      current.push(least);
    }
    before = above;
    above = current;
  }
  return above[b.length] ?? 0;
}

/** Edits that still read as a slip of the keyboard. */
const MAX_EDITS = 2;

/**
 * Whether an include target (as written, one trailing dot allowed) was meant to be
 * {@link TWENTY20_INCLUDE}: a known misspelling, or at most two edits away from it, at most one of them in
 * the vendor's own label, since with two `odoo` becomes other companies' names (`moo`). Names below
 * the include and the include itself are not misspelt. A guess by spelling: what exists and holds a
 * record may be meant.
 */
export function isMisspeltTwenty20Include(target: string): boolean {
  const lower = target.toLowerCase();
  const text = lower.endsWith('.') ? lower.slice(0, -1) : lower;
  if (text === TWENTY20_INCLUDE || text.endsWith(`.${TWENTY20_INCLUDE}`)) return false;
  if (TWENTY20_MISSPELLINGS.includes(text)) return true;
  // The distance is at least the difference in length; this also bounds the work on hostile text.
  if (Math.abs(text.length - TWENTY20_INCLUDE.length) > MAX_EDITS) return false;
  if (editDistance(text, TWENTY20_INCLUDE) > MAX_EDITS) return false;
  return text.includes('odoo') || editDistance(text.split('.').at(-2) ?? '', 'odoo') <= 1;
}
