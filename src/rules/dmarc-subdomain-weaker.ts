import { isWeaker } from '../records/dmarc.js';
import { effectOf, tagsShown } from './found-dmarc.js';
import { problem, rule } from './rule.js';

export const dmarcSubdomainWeaker = rule({
  id: 'dmarc-subdomain-weaker',
  title: 'a DMARC policy that leaves sub-domains open',
  severity: 'warning',
  why: 'Whoever forges a sub-domain, one that does not even exist included, meets a milder policy than the domain itself has.',
  remedy: 'Remove sp= and np=, or set them to the policy of p=.',
  references: ['RFC 9989 4.7'],
  needs: ['dmarc'],
  applies: (context) => effectOf(context) !== undefined,
  *check(context) {
    const effect = effectOf(context);
    if (effect === undefined) return;
    const { place, applied } = effect;
    for (const tag of ['sp', 'np'] as const) {
      // Where np= is left out it follows sp=, which is told already.
      if (place.record[tag] === undefined || !isWeaker(applied[tag], applied.p)) continue;
      yield problem(
        { tag, policy: applied[tag], own: applied.p },
        { evidence: tagsShown(place, tag) },
      );
    }
  },
  say: ({ tag, policy, own }) =>
    `${tag}=${policy} is weaker than p=${own}: ${tag === 'sp' ? 'sub-domains' : 'sub-domains that do not exist'} are left open`,
});
