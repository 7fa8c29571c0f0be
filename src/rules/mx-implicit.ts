import { addressesOf } from './mail-hosts.js';
import { problem, rule } from './rule.js';

export const mxImplicit = rule({
  id: 'mx-implicit',
  title: 'mail for the domain falls back to its web address',
  severity: 'warning',
  why: 'Without MX records mail is handed to whatever host the name of the domain leads to, which is mostly a web server that takes none.',
  remedy:
    'Publish the MX records that your mailbox provider names; if the domain is to take no mail, publish "MX 0 ." instead.',
  references: ['RFC 5321 5.1', 'RFC 7505'],
  needs: ['mx', 'exchanges'],
  applies: ({ facts }) => facts.mx.exists && facts.exchanges.implicit,
  *check({ facts }) {
    const addresses = facts.exchanges.hosts.flatMap(addressesOf);
    if (addresses.length > 0) yield problem({ addresses: addresses.slice(0, 4) });
  },
  say: ({ addresses }) =>
    `there is no MX record, so mail goes to the domain's own address ${addresses.join(', ')}`,
});
