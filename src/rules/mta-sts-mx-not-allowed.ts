import { allowsHost, parseStsPolicy } from '../records/mta-sts.js';
import { ROOT } from '../dns/name.js';
import { problem, rule } from './rule.js';

export const mtaStsMxNotAllowed = rule({
  id: 'mta-sts-mx-not-allowed',
  title: 'a mail host that the MTA-STS policy does not name',
  severity: 'error',
  why: 'Senders that heed the policy do not deliver to a host that it does not name: with "mode: enforce" that mail waits and comes back.',
  remedy:
    'Add an "mx:" line for the host to the policy, and change the id of the record at "_mta-sts".',
  references: ['RFC 8461 4.1', 'RFC 8461 5'],
  needs: ['policy', 'mx'],
  applies: ({ facts }) => facts.policy.reply.kind === 'policy',
  *check({ facts: { policy, mx } }) {
    if (policy.reply.kind !== 'policy') return;
    const { mode, mx: allowed } = parseStsPolicy(policy.reply.text);
    if (mode !== 'enforce' && mode !== 'testing') return;
    const hosts = new Set(mx.records.map(({ exchange }) => exchange));
    for (const host of hosts) {
      if (host === ROOT || allowsHost({ mx: allowed }, host)) continue;
      yield problem(
        { allowed: allowed.slice(0, 5), mode },
        { subject: host, severity: mode === 'enforce' ? 'error' : 'warning' },
      );
    }
  },
  say: ({ allowed, mode }) =>
    `the policy (mode: ${mode}) allows ${allowed.length === 0 ? 'no host' : allowed.join(', ')}`,
});
