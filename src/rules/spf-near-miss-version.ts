import { txtValue } from '../dns/answer.js';
import { nearMissOf } from '../spf/near-miss.js';
import { shown } from './own-records.js';
import { problem, rule } from './rule.js';

export const spfNearMissVersion = rule({
  id: 'spf-near-miss-version',
  title: 'a TXT value that was meant to be SPF but is not read as SPF',
  severity: 'error',
  why: 'Receivers take only values that begin with "v=spf1" and a space for SPF. They pass this one over, so the senders in it are not authorised.',
  remedy:
    'Publish the value again so that it begins with exactly "v=spf1" and one space, or delete it if another SPF record replaces it.',
  references: ['RFC 7208 4.5', 'RFC 7208 12'],
  needs: ['txt'],
  *check({ domain, facts: { txt } }) {
    for (const record of txt.values) {
      const miss = nearMissOf(record);
      const evidence = shown(txtValue(record), domain);
      if (miss?.kind === 'version') yield problem({ reason: miss.reason }, { evidence });
      if (miss?.kind === 'buried') {
        yield problem({ reason: 'other text stands in front of "v=spf1"' }, { evidence });
      }
      // Nothing is lost with it: it was never SPF, and the protocol it is of is dead.
      if (miss?.kind === 'sender-id') {
        const reason = 'it is a Sender ID record ("spf2.0"), which receivers ignore';
        yield problem({ reason }, { severity: 'warning', evidence });
      }
    }
  },
  say: ({ reason }) => reason,
});
