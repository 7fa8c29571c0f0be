import { allOf } from '../spf/record.js';
import { hasRecord, ownRecords, shown } from './own-records.js';
import { problem, rule } from './rule.js';

export const spfPassAll = rule({
  id: 'spf-pass-all',
  title: 'the whole Internet may send',
  severity: 'error',
  why: 'Anyone can send as the domain and pass. Receivers and blocklists take such a record for that of a spammer.',
  remedy: 'Write "~all" instead, or "-all" once you are sure that the record names every sender.',
  references: ['RFC 7208 5.1', 'RFC 7208 10.1.2'],
  needs: ['spf'],
  applies: hasRecord,
  *check(context) {
    for (const { record } of ownRecords(context)) {
      const all = allOf(record);
      if (all?.qualifier !== '+') continue;
      yield problem({ term: all.text }, { evidence: shown(record.text, context.domain, all.span) });
    }
  },
  say: ({ term }) => `${term} lets every server of the Internet send as this domain`,
});
