import { walkTerms, type TermNode, type TermPlace } from '../spf/lookup-tree.js';
import { matchKey } from '../spf/same-term.js';
import type { OwnRecord } from '../survey/survey.js';
import { failuresBelow, hasRecord, pathText, shown, topTerm, unlessHidden } from './own-records.js';
import { problem, rule } from './rule.js';

export const spfDuplicateTerm = rule({
  id: 'spf-duplicate-term',
  title: 'the same term more than once',
  severity: 'warning',
  why: 'Receivers look the same thing up again each time and count it each time, towards a limit of ten lookups, with nothing gained.',
  remedy: 'Keep it once, where it comes first; remove the repeats that are in your own record.',
  references: ['RFC 7208 4.6.4'],
  needs: ['spf'],
  applies: hasRecord,
  *check({ domain, facts }) {
    for (const own of facts.spf) {
      const problems = repeatedTerms(own).map((places) => {
        const mine = places.filter(({ path }) => path.length === 1);
        const term = (mine[0] ?? places[0])?.term.term.text ?? '';
        const saved = places.slice(1).reduce((sum, place) => sum + place.term.lookups, 0);
        const tops = new Set(places.map((place) => topTerm(place)));
        const spans = [...tops].flatMap((top) => (top === undefined ? [] : [top.span]));
        return problem(
          {
            term,
            times: places.length,
            saved,
            places: [...new Set(places.map(({ path }) => pathText(path)))],
          },
          {
            subject: term,
            // Without a cost it is untidy only; in the records of others it is not the owner's to repair.
            ...(saved === 0 || mine.length === 0 ? { severity: 'notice' as const } : {}),
            evidence: shown(own.text, domain, ...spans),
          },
        );
      });
      yield* unlessHidden(problems, failuresBelow(own.tree.root));
    }
  },
  say: ({ times, saved, places }) =>
    `evaluated ${times} times (in ${places.join(', ')})` +
    (saved === 0
      ? ''
      : `; without the repeats ${saved} ${saved === 1 ? 'lookup' : 'lookups'} fewer`),
});

/** The places of each term that is evaluated more than once; what repeats with an include is part of it. */
function repeatedTerms({ tree }: OwnRecord): readonly (readonly TermPlace[])[] {
  const places = new Map<string, TermPlace[]>();
  const repeats = new Set<TermNode>();
  for (const place of walkTerms(tree.root)) {
    if (place.through.some((term) => repeats.has(term))) continue;
    const key = keyOf(place);
    if (key === undefined) continue;
    const before = places.get(key);
    if (before === undefined) {
      places.set(key, [place]);
    } else {
      before.push(place);
      repeats.add(place.term);
    }
  }
  return [...places.values()].filter((found) => found.length > 1);
}

/** What two terms share that ask the same; undefined where asking it again is no repeat. */
function keyOf({ term: node, path }: TermPlace): string | undefined {
  const { term } = node;
  const here = path.at(-1);
  if (here === undefined || node.below?.unwalked === 'loop') return undefined;
  // An include passes only those who pass there, a redirect takes over every result: neither repeats the other.
  if (term.kind === 'modifier') return `redirect=${node.target ?? term.text}`;
  if (term.mechanism === 'all' || (node.cost === 0 && path.length > 1)) return undefined;
  const key = matchKey(term, here);
  // The same macros stand for other names in other records.
  return key.includes('%') ? `${key} in ${here}` : key;
}
