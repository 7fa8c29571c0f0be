import { hasLetter } from '../spf/macro.js';
import type { TermNode } from '../spf/lookup-tree.js';
import { hasRecord, hiddenNames, leadShown, termsFound, unlessHidden } from './own-records.js';
import { problem, rule, type Context, type Problem } from './rule.js';

type Ptr = Readonly<{
  /** With the names on the way where it is not the own record's. */
  term: string;
  /** Whether it is the macro `%{p}` rather than the mechanism. */
  macro: boolean;
}>;

export const spfPtr = rule({
  id: 'spf-ptr',
  title: 'senders looked up by their reverse names',
  severity: 'warning',
  why: 'It is slow, costs a lookup, fails when the reverse DNS does, and has been deprecated since 2014: some receivers skip it.',
  remedy:
    'Name the servers by "ip4:", "ip6:" or "a:" instead; where it stands in an included record, ask the service to.',
  references: ['RFC 7208 5.5', 'RFC 7208 7.3'],
  needs: ['spf'],
  applies: hasRecord,
  *check(context) {
    yield* unlessHidden(reverseTerms(context), hiddenNames(context));
  },
  say: ({ term, macro }) =>
    `${term} ${macro ? 'uses %{p}, the reverse name of the sender' : 'asks for the reverse name of the sender'}`,
});

function* reverseTerms(context: Context<'spf'>): Generator<Problem<Ptr>> {
  for (const { place, term, found } of termsFound(context, useOfReverseName)) {
    yield problem(
      { term, macro: found === 'macro' },
      {
        // Nobody can repair another's record.
        ...(place.path.length > 1 ? { severity: 'notice' as const } : {}),
        evidence: leadShown(place, context.domain),
      },
    );
  }
}

function useOfReverseName(node: TermNode): 'mechanism' | 'macro' | undefined {
  if (node.term.kind === 'directive' && node.term.mechanism === 'ptr') return 'mechanism';
  return usesReverseName(node) ? 'macro' : undefined;
}

/** Whether the term holds the macro `%{p}` (RFC 7208 7.3). */
export function usesReverseName({ term }: TermNode): boolean {
  return 'domain' in term && term.domain !== undefined && hasLetter(term.domain.macro, 'p');
}
