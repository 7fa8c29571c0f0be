import { allOf, modifierOf } from '../spf/record.js';
import { hasRecord, ownRecords, shown } from './own-records.js';
import { problem, rule } from './rule.js';

export const spfRedirectBesideAll = rule({
  id: 'spf-redirect-beside-all',
  title: 'redirect= in a record that has "all"',
  severity: 'warning',
  why: 'Receivers ignore redirect= where the record has "all", wherever the two stand: the senders of the other domain are not authorised.',
  remedy:
    'To authorise them as well, write "include:" for "redirect=" and put it in front of "all"; to use the record of the other domain alone, remove "all".',
  references: ['RFC 7208 5.1', 'RFC 7208 6.1'],
  needs: ['spf'],
  applies: hasRecord,
  *check(context) {
    for (const { record } of ownRecords(context)) {
      const all = allOf(record);
      const redirect = modifierOf(record, 'redirect');
      if (all === undefined || redirect === undefined) continue;
      yield problem(
        { redirect: redirect.text, all: all.text },
        { evidence: shown(record.text, context.domain, redirect.span, all.span) },
      );
    }
  },
  say: ({ redirect, all }) => `${redirect} is ignored beside ${all}`,
});
