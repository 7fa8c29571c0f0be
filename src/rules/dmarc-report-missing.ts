import { tagOf } from '../records/tag-list.js';
import { ownRecord, tagsShown } from './found-dmarc.js';
import { problem, rule } from './rule.js';

export const dmarcReportMissing = rule({
  id: 'dmarc-report-missing',
  title: 'no address for DMARC reports',
  severity: 'notice',
  why: 'Without reports nobody sees who sends as the domain, and which of your own mail would fail a stricter policy.',
  remedy: 'Add "rua=mailto:" and a mailbox that reads the reports, or a service that does.',
  references: ['RFC 9989 5.1.3', 'RFC 9990'],
  needs: ['dmarc'],
  applies: (context) => ownRecord(context) !== undefined,
  *check(context) {
    const place = ownRecord(context);
    if (place === undefined || tagOf(place.record, 'rua') !== undefined) return;
    yield problem({}, { evidence: tagsShown(place) });
  },
  say: () => 'there is no rua= with an address for reports',
});
