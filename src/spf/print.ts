/** SpfRecord to text. */
import { MAX_STRING_OCTETS } from '../dns/limits.js';
import type { Qualifier, SpfRecord, Term } from './record.js';

/** The record's terms as the user wrote them, after `v=spf1`, with single spaces. */
export function printSpf(record: Pick<SpfRecord, 'terms'>): string {
  return printTerms(record.terms);
}

/** A record from terms or their texts. */
export function printTerms(terms: readonly (Pick<Term, 'text'> | string)[]): string {
  return ['v=spf1', ...terms.map((term) => (typeof term === 'string' ? term : term.text))].join(
    ' ',
  );
}

/**
 * The record as character-strings of up to 255 octets (RFC 7208 3.3). They are cut before a space
 * where there is one, so that joining them with nothing in between gives the record back.
 */
export function toStrings(record: SpfRecord | string): readonly string[] {
  let rest = typeof record === 'string' ? record : printSpf(record);
  const strings: string[] = [];
  while (rest.length > MAX_STRING_OCTETS) {
    const blank = rest.lastIndexOf(' ', MAX_STRING_OCTETS);
    const cut = blank > 0 ? blank : MAX_STRING_OCTETS;
    strings.push(rest.slice(0, cut));
    rest = rest.slice(cut);
  }
  return [...strings, rest];
}

/** RFC 7208 2.6: the result that a qualifier gives. */
export const resultOf = {
  '+': 'pass',
  '-': 'fail',
  '~': 'softfail',
  '?': 'neutral',
} as const satisfies Record<Qualifier, string>;
