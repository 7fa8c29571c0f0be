import { allOf } from '../spf/record.js';
import { hasRecord, ownRecords, shown } from './own-records.js';
import { problem, rule } from './rule.js';

export const spfNeutralAll = rule({
  id: 'spf-neutral-all',
  title: 'the record says nothing about other senders',
  severity: 'warning',
  why: 'Receivers treat neutral as if there were no record: forged mail is not told from yours, and DMARC gets no result to go by.',
  remedy: 'Write "~all" instead, or "-all" once you are sure that the record names every sender.',
  references: ['RFC 7208 2.6.2', 'RFC 7208 8.2'],
  needs: ['spf'],
  applies: hasRecord,
  *check(context) {
    for (const { record } of ownRecords(context)) {
      const all = allOf(record);
      if (all?.qualifier !== '?') continue;
      yield problem({ term: all.text }, { evidence: shown(record.text, context.domain, all.span) });
    }
  },
  say: ({ term }) => `${term} leaves every other sender neutral`,
});
