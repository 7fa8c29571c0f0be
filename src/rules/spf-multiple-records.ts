import { hasRecord, shown } from './own-records.js';
import { problem, rule } from './rule.js';

export const spfMultipleRecords = rule({
  id: 'spf-multiple-records',
  title: 'more than one SPF record published',
  severity: 'error',
  why: 'Receivers answer permerror and apply none of the records, so no sender of the domain is authorised.',
  remedy: 'Publish one record that holds the terms of all, and delete the others.',
  references: ['RFC 7208 3.2', 'RFC 7208 4.5'],
  needs: ['spf'],
  applies: hasRecord,
  *check({ domain, facts }) {
    if (facts.spf.length < 2) return;
    yield problem(
      { count: facts.spf.length },
      { evidence: facts.spf.flatMap(({ text }) => shown(text, domain)) },
    );
  },
  say: ({ count }) => `${count} SPF records are published where one is allowed`,
});
