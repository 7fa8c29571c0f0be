import { resultOf } from '../spf/print.js';
import { evaluatedTerms } from '../spf/lookup-tree.js';
import { hasRecord, ownRecords, shown } from './own-records.js';
import { problem, rule } from './rule.js';

export const spfIncludeQualifier = rule({
  id: 'spf-include-qualifier',
  title: 'an include that never authorises anyone',
  severity: 'notice',
  why: 'The sign in front of an include is the result that its senders get, so with "~", "?" or "-" none of them ever passes.',
  remedy:
    'Remove the sign if the senders of the included domain are to pass; keep it if they are not.',
  references: ['RFC 7208 4.6.2', 'RFC 7208 5.2'],
  needs: ['spf'],
  applies: hasRecord,
  *check(context) {
    for (const { record } of ownRecords(context)) {
      for (const term of evaluatedTerms(record)) {
        if (term.kind !== 'directive' || term.mechanism !== 'include') continue;
        if (term.qualifier === '+') continue;
        yield problem(
          { term: term.text, result: resultOf[term.qualifier] },
          { subject: term.text, evidence: shown(record.text, context.domain, term.span) },
        );
      }
    }
  },
  say: ({ result }) =>
    result === 'fail'
      ? 'it shuts its senders out: they get fail'
      : `its senders get ${result}, never pass`,
});
