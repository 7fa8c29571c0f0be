import { doubt, repliesOf } from './found-probe.js';
import { problem, rule } from './rule.js';

export const catchallRejected = rule({
  id: 'catchall-rejected',
  title: 'a catchall address that the mail host refuses',
  severity: 'error',
  why: "Customers' replies go to this address; refused there, they bounce, and the application never sees them.",
  remedy:
    "Create the address at the mail host, as a mailbox, an alias or a redirection to the application's own address.",
  references: ['Twenty20: the catchall address', 'RFC 5321 3.3'],
  needs: ['probe'],
  // A host that is not to be believed neither has nor lacks it.
  applies: ({ facts: { probe } }) =>
    repliesOf(probe, 'catchall').some((reply) => doubt(probe, reply) === undefined),
  *check({ domain, facts: { probe } }) {
    for (const { local, outcome, reply } of repliesOf(probe, 'catchall')) {
      if (outcome === 'refused') {
        yield problem({ address: `${local}@${domain}`, host: probe.host, reply });
      }
    }
  },
  say: ({ address, host, reply }) => `${host} refuses ${address}: ${reply}`,
});
