import { parseStsPolicy } from '../records/mta-sts.js';
import { problem, rule } from './rule.js';

export const mtaStsPolicyMalformed = rule({
  id: 'mta-sts-policy-malformed',
  title: 'an MTA-STS policy that senders cannot read',
  severity: 'warning',
  why: 'Senders discard a policy with an error in it and deliver as if there were none.',
  remedy:
    'Correct the file: "version: STSv1", "mode:", "max_age:" and an "mx:" for each mail host, one to a line.',
  references: ['RFC 8461 3.2'],
  needs: ['policy'],
  applies: ({ facts }) => facts.policy.reply.kind === 'policy',
  *check({ facts: { policy } }) {
    if (policy.reply.kind !== 'policy') return;
    const { text, faults } = parseStsPolicy(policy.reply.text);
    for (const { reason, span } of faults) {
      const line = text.slice(0, span.start).split('\n').length;
      yield problem({ reason, line, url: policy.url });
    }
  },
  say: ({ reason, line, url }) => `${url}, line ${line}: ${reason}`,
});
