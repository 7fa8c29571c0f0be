import { isStsRecord } from '../records/mta-sts.js';
import { problem, rule } from './rule.js';

export const tlsRptMissing = rule({
  id: 'tls-rpt-missing',
  title: 'MTA-STS without TLS reports',
  severity: 'notice',
  why: 'Mail that the policy keeps from being delivered is seen by its senders only: without reports nobody tells you.',
  remedy: 'Publish a TXT record at "_smtp._tls": "v=TLSRPTv1; rua=mailto:" and a mailbox.',
  references: ['RFC 8460 1', 'RFC 8461 3'],
  needs: ['mtaSts', 'tlsRpt'],
  applies: ({ facts }) => facts.mtaSts.values.some(isStsRecord),
  *check({ facts }) {
    if (facts.tlsRpt.values.length === 0) yield problem({ at: facts.tlsRpt.name });
  },
  say: ({ at }) => `there is no record at ${at}`,
});
