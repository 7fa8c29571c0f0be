import { MAX_LOOKUPS } from '../spf/limits.js';
import { failuresBelow, hasRecord, shown } from './own-records.js';
import { problem, rule, undetermined } from './rule.js';

/** From here on the record has less room than one more service usually needs. */
export const NEAR_LIMIT = 7;

export const spfLookupsNearLimit = rule({
  id: 'spf-lookups-near-limit',
  title: 'close to the limit of ten DNS lookups',
  severity: 'notice',
  why: 'The services you include change their records without telling you; one more lookup too many makes receivers answer permerror.',
  remedy:
    'Remove includes of services you no longer use, before adding another one or a service changes its own.',
  references: ['RFC 7208 4.6.4'],
  needs: ['spf'],
  applies: hasRecord,
  *check({ domain, facts }) {
    for (const { text, tree } of facts.spf) {
      if (tree.lookups > MAX_LOOKUPS) continue;
      const [failed] = failuresBelow(tree.root);
      if (failed !== undefined) yield undetermined(failed);
      if (failed !== undefined || tree.lookups < NEAR_LIMIT) continue;
      yield problem(
        { lookups: tree.lookups },
        {
          ...(tree.lookups === MAX_LOOKUPS ? { severity: 'warning' as const } : {}),
          evidence: shown(text, domain),
        },
      );
    }
  },
  say: ({ lookups }) =>
    lookups === MAX_LOOKUPS
      ? `${lookups} of ${MAX_LOOKUPS} lookups: none is left`
      : `${lookups} of ${MAX_LOOKUPS} lookups`,
});
