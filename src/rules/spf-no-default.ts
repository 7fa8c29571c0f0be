import { allOf, modifierOf } from '../spf/record.js';
import { hasRecord, ownRecords, shown } from './own-records.js';
import { problem, rule } from './rule.js';

export const spfNoDefault = rule({
  id: 'spf-no-default',
  title: 'no "all" at the end of the record',
  severity: 'warning',
  why: 'Senders that the record does not name get neutral, as if there were no record: it does not protect the domain from forgery.',
  remedy:
    'Put "~all" at the end of the record, or "-all" once you are sure that it names every sender.',
  references: ['RFC 7208 4.7'],
  needs: ['spf'],
  applies: hasRecord,
  *check(context) {
    for (const { record } of ownRecords(context)) {
      if (allOf(record) !== undefined || modifierOf(record, 'redirect') !== undefined) continue;
      // One that is there, but cannot be read, is told as an error of syntax.
      const isMeant = record.terms.some(
        ({ kind, text }) => kind === 'invalid' && /all|redirect/i.test(text),
      );
      if (!isMeant) yield problem({}, { evidence: shown(record.text, context.domain) });
    }
  },
  say: () => 'the record ends without "all" or "redirect="',
});
