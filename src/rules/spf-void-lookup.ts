import { isVoid } from '../dns/answer.js';
import { MAX_VOID_LOOKUPS } from '../spf/limits.js';
import { walkTerms, type TermNode } from '../spf/lookup-tree.js';
import { hasRecord, leadShown, placeText, unlessHidden } from './own-records.js';
import { problem, rule } from './rule.js';

export const spfVoidLookup = rule({
  id: 'spf-void-lookup',
  title: 'a lookup that finds nothing',
  severity: 'warning',
  why: 'Receivers allow two lookups that find nothing; with a third one, which a service you include may add, they answer permerror.',
  remedy: 'Remove the term, or repair the name it asks for.',
  references: ['RFC 7208 4.6.4', 'RFC 7208 11.1'],
  needs: ['spf'],
  applies: hasRecord,
  *check({ domain, facts }) {
    for (const own of facts.spf) {
      const { tree } = own;
      if (tree.voidLookups.ipv4 > MAX_VOID_LOOKUPS) continue;
      // A live host without AAAA is void for IPv6 clients only, and as common as harmless.
      const found = [...walkTerms(tree.root)].filter(({ term }) => term.void.ipv4);
      const problems = found.map((place) =>
        problem(
          { term: placeText(place), dead: deadNames(place.term) },
          { evidence: leadShown({ ...place, own }, domain) },
        ),
      );
      yield* unlessHidden(problems, tree.failures);
    }
  },
  say: ({ term, dead }) => `${term} asks for ${dead.join(', ')} and finds nothing`,
});

/** The names that answer an IPv4 client with nothing. */
function deadNames({ below, answers }: TermNode): readonly string[] {
  const asked = below?.answer === undefined ? answers : [below.answer];
  const names = asked
    .filter((answer) => isVoid(answer) && answer.question.type !== 'AAAA')
    .map(({ question }) => question.name);
  return [...new Set(names)];
}
