import { doubt, repliesOf } from './found-probe.js';
import { problem, rule, undetermined } from './rule.js';

export const bounceRejected = rule({
  id: 'bounce-rejected',
  title: 'a bounce address that the mail host refuses',
  severity: 'error',
  why: 'What cannot be delivered comes back to this address; refused there, the application goes on to write to addresses that do not exist, which harms its reputation.',
  remedy:
    "Create the address at the mail host, as a mailbox, an alias or a redirection to the application's own address; versions 10 to 15 also need plus addressing (bounce+...@).",
  references: ['Twenty20: mail.bounce.alias', 'RFC 5321 3.3'],
  needs: ['probe'],
  applies: ({ facts }) => repliesOf(facts.probe, 'bounce').length > 0,
  *check({ domain, facts: { probe } }) {
    for (const found of repliesOf(probe, 'bounce')) {
      const { local, outcome, reply } = found;
      const why = doubt(probe, found);
      if (outcome === 'refused') {
        yield problem({ address: `${local}@${domain}`, host: probe.host, reply });
      } else if (why !== undefined) yield undetermined(why);
    }
  },
  say: ({ address, host, reply }) => `${host} refuses ${address}: ${reply}`,
});
