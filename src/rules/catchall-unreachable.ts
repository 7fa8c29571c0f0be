import { catchallOf } from './profile.js';
import { problem, rule } from './rule.js';

export const catchallUnreachable = rule({
  id: 'catchall-unreachable',
  title: 'replies go to a domain that takes no mail',
  severity: 'error',
  why: 'A reply to a message of Twenty20 goes to the catchall address, and a null MX has senders return it at once.',
  remedy: 'Publish the MX records that your mailbox provider names in place of "MX 0 .".',
  references: ['Twenty20: How to use my own email servers', 'RFC 7505 3'],
  needs: ['mx'],
  // Who names neither may well have a domain that is to take no mail.
  applies: ({ profile: { twenty20, edition, catchall } }) =>
    twenty20 && (edition !== undefined || catchall !== undefined),
  *check({ facts: { mx }, profile, domain }) {
    if (mx.isNull) yield problem({ address: `${catchallOf(profile)}@${domain}` });
  },
  say: ({ address }) => `a null MX keeps every reply from ${address}`,
});
