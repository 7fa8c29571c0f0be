/** When two SPF texts say the same: how they are written (case, blanks, a plus) makes no difference. */
import type { DomainName } from '../dns/name.js';
import { parseUnsuggested } from './parse.js';
import type { Term } from './record.js';
import { domainKey, matchKey } from './same-term.js';

/**
 * A key that two records of `domain` share where they have the same terms. Directives count in their
 * order, in which they are evaluated; modifiers may stand anywhere (RFC 7208 6).
 */
export function recordKey(text: string, domain: DomainName): string {
  const { terms } = parseUnsuggested(text);
  const keys = (modifiers: boolean) =>
    terms
      .filter(({ kind }) => (kind === 'modifier') === modifiers)
      .map((term) => termKey(term, domain));
  return [...keys(false), ...keys(true).toSorted()].join(' ');
}

/** The terms that only one of two texts has, as written there. */
export interface TermDifference {
  readonly missing: readonly string[];
  readonly extra: readonly string[];
}

/** What `text` lacks of `wanted`, and what it has besides; neither where only the order differs. */
export function differingTerms(text: string, wanted: string, domain: DomainName): TermDifference {
  const [have, want] = [parseUnsuggested(text).terms, parseUnsuggested(wanted).terms];
  const beside = (terms: readonly Term[], others: readonly Term[]) => {
    const keys = new Set(others.map((term) => termKey(term, domain)));
    return terms.filter((term) => !keys.has(termKey(term, domain))).map((term) => term.text);
  };
  return { missing: beside(want, have), extra: beside(have, want) };
}

function termKey(term: Term, domain: DomainName): string {
  switch (term.kind) {
    case 'directive':
      return `${term.qualifier}${matchKey(term, domain)}`;
    case 'modifier':
      return term.modifier === 'unknown'
        ? `${term.name.toLowerCase()}=${term.value}`
        : `${term.modifier}=${domainKey(term.domain.text)}`;
    case 'invalid':
      return term.text;
  }
}
