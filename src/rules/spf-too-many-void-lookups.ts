import { MAX_VOID_LOOKUPS } from '../spf/limits.js';
import { walkTerms } from '../spf/lookup-tree.js';
import { hasRecord, placeText, shown, topTerm } from './own-records.js';
import { problem, rule, undetermined } from './rule.js';

export const spfTooManyVoidLookups = rule({
  id: 'spf-too-many-void-lookups',
  title: 'more than two void lookups',
  severity: 'error',
  why: 'At the third lookup that finds nothing a receiver answers permerror, so every sender from there on is not authorised.',
  remedy: 'Remove the terms whose names no longer exist or have no address, or repair those names.',
  references: ['RFC 7208 4.6.4', 'RFC 7208 11.1'],
  needs: ['spf'],
  applies: hasRecord,
  *check({ domain, facts }) {
    for (const { text, tree } of facts.spf) {
      const { ipv4, ipv6 } = tree.voidLookups;
      if (ipv4 <= MAX_VOID_LOOKUPS && ipv6 <= MAX_VOID_LOOKUPS) {
        const [failed] = tree.failures;
        if (failed !== undefined) yield undetermined(failed);
        continue;
      }
      const found = [...walkTerms(tree.root)].filter(
        ({ term }) => term.void.ipv4 || term.void.ipv6,
      );
      const spans = found.flatMap((place) => topTerm(place)?.span ?? []);
      yield problem(
        {
          ipv4,
          ipv6,
          terms: found.map(
            (place) => `${placeText(place)} for ${familiesOf(place.term.void)} clients`,
          ),
        },
        {
          ...(ipv4 > MAX_VOID_LOOKUPS ? {} : { severity: 'warning' as const }),
          evidence: shown(text, domain, ...new Set(spans)),
        },
      );
    }
  },
  say: ({ ipv4, ipv6, terms }) =>
    (ipv4 > MAX_VOID_LOOKUPS
      ? `${ipv4} void lookups where ${MAX_VOID_LOOKUPS} are allowed: `
      : `${ipv6} void lookups for IPv6 clients where ${MAX_VOID_LOOKUPS} are allowed: `) +
    terms.join(', '),
});

function familiesOf(gone: { readonly ipv4: boolean; readonly ipv6: boolean }): string {
  if (gone.ipv4 && gone.ipv6) return 'all';
  return gone.ipv4 ? 'IPv4' : 'IPv6';
}
