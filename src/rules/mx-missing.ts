import { isVoid } from '../dns/answer.js';
import { hasAddress, uncertain } from './mail-hosts.js';
import { problem, rule } from './rule.js';

export const mxMissing = rule({
  id: 'mx-missing',
  title: 'nothing says where mail for the domain goes',
  severity: 'warning',
  why: 'Mail to the domain is returned, replies and bounces of your own mail among it, and some receivers refuse mail that cannot be answered.',
  remedy:
    'Publish the MX records that your mailbox provider names; if the domain is to take no mail, publish "MX 0 ." instead.',
  references: ['RFC 5321 5.1', 'RFC 7505'],
  needs: ['mx', 'exchanges'],
  applies: ({ facts }) => facts.mx.exists && facts.exchanges.implicit,
  *check({ facts }) {
    for (const host of facts.exchanges.hosts) {
      if (hasAddress(host)) continue;
      if (host.answers.every(isVoid)) yield problem({});
      else yield* uncertain(host);
    }
  },
  say: () => 'there is no MX record, and no address to fall back to',
});
