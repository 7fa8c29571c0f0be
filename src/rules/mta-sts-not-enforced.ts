import { parseStsPolicy } from '../records/mta-sts.js';
import { problem, rule } from './rule.js';

export const mtaStsNotEnforced = rule({
  id: 'mta-sts-not-enforced',
  title: 'an MTA-STS policy that is not enforced',
  severity: 'notice',
  why: 'Senders report about hosts and certificates that break the policy at most, and deliver all the same.',
  remedy:
    'Once the TLS reports are clean, write "mode: enforce" and change the id of the record at "_mta-sts".',
  references: ['RFC 8461 5'],
  needs: ['policy'],
  applies: ({ facts }) => facts.policy.reply.kind === 'policy',
  *check({ facts: { policy } }) {
    if (policy.reply.kind !== 'policy') return;
    const { mode } = parseStsPolicy(policy.reply.text);
    if (mode === 'testing' || mode === 'none') yield problem({ mode });
  },
  say: ({ mode }) => `the policy has "mode: ${mode}"`,
});
