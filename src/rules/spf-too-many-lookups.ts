import { MAX_LOOKUPS } from '../spf/limits.js';
import { isCounted, walkTerms } from '../spf/lookup-tree.js';
import { hasRecord, pathText, shown } from './own-records.js';
import { problem, rule, undetermined } from './rule.js';

export const spfTooManyLookups = rule({
  id: 'spf-too-many-lookups',
  title: 'more than ten DNS lookups',
  severity: 'error',
  why: 'A receiver that comes to the eleventh lookup answers permerror, so every sender from there on is not authorised.',
  remedy:
    'Remove includes of services you no longer use, or move a service to a sub-domain of its own.',
  references: ['RFC 7208 4.6.4'],
  needs: ['spf'],
  applies: hasRecord,
  *check({ domain, facts }) {
    for (const { text, tree } of facts.spf) {
      if (tree.lookups <= MAX_LOOKUPS) {
        const failed = tree.failures.find(({ question }) => question.type === 'TXT');
        if (failed !== undefined) yield undetermined(failed);
        continue;
      }
      const past = [...walkTerms(tree.root)].filter(
        ({ term }) => (term.ordinal ?? 0) > MAX_LOOKUPS,
      );
      const [crossing] = past;
      if (crossing === undefined) continue;
      const broken = past.map(({ term, through }) => (through[0] ?? term).term.text);
      yield problem(
        {
          lookups: tree.lookups,
          atLeast: !isCounted(tree),
          term: crossing.term.term.text,
          path: pathText(crossing.path),
          broken: [...new Set(broken)],
        },
        {
          evidence: shown(
            text,
            domain,
            ...[crossing.through[0] ?? crossing.term].map(({ term }) => term.span),
          ),
        },
      );
    }
  },
  say: ({ lookups, atLeast, term, path, broken }) =>
    `${atLeast ? 'at least ' : ''}${lookups} of ${MAX_LOOKUPS} lookups; ${term} (in ${path}) is the eleventh` +
    `; senders behind ${broken.join(' ')} are cut off`,
});
