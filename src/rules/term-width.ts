/** How wide the networks are that a term of a record names. */
import { recordsOf, type FailureAnswer } from '../dns/answer.js';
import type { Family } from '../spf/address.js';
import { walkTerms, type TermNode } from '../spf/lookup-tree.js';
import type { OwnRecord } from '../survey/survey.js';
import { failuresBelow } from './own-records.js';

/** Bits of the prefix; 0 is every address of the family. */
export interface Width {
  readonly family: Family;
  readonly prefix: number;
}

/** The widths of the networks of an `ip4`, `ip6`, `a` or `mx`; a host counts where it has addresses. */
export function widthsOf({ term, answers }: TermNode): readonly Width[] {
  if (term.kind === 'modifier') return [];
  switch (term.mechanism) {
    case 'ip4':
    case 'ip6':
      return [term.network];
    case 'a':
    case 'mx': {
      const has = (type: 'A' | 'AAAA') =>
        answers.some((answer) => recordsOf(answer, type).length > 0);
      return [
        ...(has('A') ? [{ family: 4, prefix: term.ip4Prefix } as const] : []),
        ...(has('AAAA') ? [{ family: 6, prefix: term.ip6Prefix } as const] : []),
      ];
    }
    case 'all':
    case 'include':
    case 'ptr':
    case 'exists':
      return [];
  }
}

/** The failures that could hide a term as wide as that: of names, and of hosts written that wide. */
export function failuresHiding(
  { tree }: OwnRecord,
  isWide: (width: Width) => boolean,
): readonly FailureAnswer[] {
  if (tree.failures.length === 0) return [];
  const hosts = walkTerms(tree.root).flatMap(({ term: { term, answers } }) => {
    if (!('ip4Prefix' in term)) return [];
    const wide =
      isWide({ family: 4, prefix: term.ip4Prefix }) ||
      isWide({ family: 6, prefix: term.ip6Prefix });
    return wide ? answers.filter((answer) => answer.kind === 'failure') : [];
  });
  return [...failuresBelow(tree.root), ...hosts];
}
