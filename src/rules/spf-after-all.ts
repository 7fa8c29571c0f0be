import { allOf, directivesAfterAll } from '../spf/record.js';
import { hasRecord, ownRecords, shown } from './own-records.js';
import { problem, rule } from './rule.js';

export const spfAfterAll = rule({
  id: 'spf-after-all',
  title: 'terms after "all"',
  severity: 'warning',
  why: '"all" matches every sender, so receivers never come to what stands behind it: the senders named there are not authorised.',
  remedy: 'Move "all" to the end of the record.',
  references: ['RFC 7208 5.1'],
  needs: ['spf'],
  applies: hasRecord,
  *check(context) {
    for (const { record } of ownRecords(context)) {
      const all = allOf(record);
      const unread = directivesAfterAll(record);
      if (all === undefined || unread.length === 0) continue;
      yield problem(
        { all: all.text, terms: unread.map(({ text }) => text) },
        { evidence: shown(record.text, context.domain, ...unread.map(({ span }) => span)) },
      );
    }
  },
  say: ({ all, terms }) => `never evaluated after ${all}: ${terms.join(' ')}`,
});
