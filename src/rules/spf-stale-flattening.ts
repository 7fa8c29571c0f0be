import type { Network } from '../spf/address.js';
import { intervalOf } from '../spf/ranges.js';
import { walkTerms, type LookupTree } from '../spf/lookup-tree.js';
import { standingOf } from './include-standing.js';
import { canPass, hasRecord, passingNetworks, shown } from './own-records.js';
import { problem, rule, undetermined } from './rule.js';

export const spfStaleFlattening = rule({
  id: 'spf-stale-flattening',
  title: "a service's addresses pasted instead of its include",
  severity: 'warning',
  why: 'The service changes its addresses without telling you, and from then on mail from the new ones is not authorised.',
  remedy: "Replace the pasted addresses with the service's include, which follows every change.",
  references: ['RFC 7208 10.1.1', 'RFC 7208 10.1.3'],
  needs: ['spf', 'wished'],
  applies: hasRecord,
  *check({ domain, facts }) {
    const own = facts.spf.map((record) => ({ record, networks: passingNetworks(record) }));
    if (own.every(({ networks }) => networks.length === 0)) return;
    for (const { target, tree } of facts.wished) {
      const standing = standingOf(facts.spf, target);
      if (standing.state === 'effective') continue;
      const theirs = networksOf(tree);
      const pasted = own.flatMap(({ record, networks }) => {
        const terms = networks.filter(({ network }) => theirs.has(keyOf(network)));
        return terms.length === 0 ? [] : [{ record, terms }];
      });
      const [failed] = tree.failures;
      if (pasted.length === 0) {
        if (failed !== undefined) yield undetermined(failed, target);
        continue;
      }
      if (standing.state === 'unknown') {
        yield undetermined(standing.cause, target);
        continue;
      }
      yield problem(
        {
          target,
          terms: [...new Set(pasted.flatMap(({ terms }) => terms.map(({ text }) => text)))],
        },
        {
          subject: target,
          evidence: pasted.flatMap(({ record, terms }) =>
            shown(record.text, domain, ...terms.map(({ span }) => span)),
          ),
        },
      );
    }
  },
  say: ({ target, terms }) =>
    `${terms.join(' ')} ${terms.length === 1 ? 'is' : 'are'} copied from ${target}, which is not included`,
});

function networksOf(tree: LookupTree): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const place of walkTerms(tree.root)) {
    const { term } = place.term;
    if (term.kind !== 'directive' || !canPass(place)) continue;
    if (term.mechanism === 'ip4' || term.mechanism === 'ip6') keys.add(keyOf(term.network));
  }
  return keys;
}

/** The same for all ways to write a network. */
function keyOf(network: Network): string {
  const { first, last } = intervalOf(network);
  return `${network.family} ${first} ${last}`;
}
