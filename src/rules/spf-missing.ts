import { txtValue } from '../dns/answer.js';
import { selectSpf } from '../spf/select.js';
import { problem, rule } from './rule.js';

export const spfMissing = rule({
  id: 'spf-missing',
  title: 'no SPF record published',
  severity: 'error',
  why: 'Receivers cannot tell your servers from a forger and treat your mail with suspicion; large mailbox providers put it into spam or refuse it.',
  remedy:
    'Publish one TXT record at the domain itself that starts with "v=spf1" and names everyone who sends for you.',
  references: ['RFC 7208 3', 'RFC 7208 4.5'],
  needs: ['txt'],
  // Where the name does not exist there is nothing to miss yet: that is a finding of its own.
  applies: ({ facts }) => facts.txt.exists,
  *check({ facts: { txt } }) {
    if (selectSpf(txt.values.map(txtValue)).kind === 'none') {
      yield problem({ others: txt.values.length });
    }
  },
  say: ({ others }) =>
    others === 0
      ? 'there is no TXT record, and so no SPF record'
      : `there is no SPF record among its ${others} TXT ${others === 1 ? 'value' : 'values'}`,
});
