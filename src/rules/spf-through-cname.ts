import { txtValue } from '../dns/answer.js';
import { isSpf } from '../spf/select.js';
import { problem, rule } from './rule.js';

export const spfThroughCname = rule({
  id: 'spf-through-cname',
  title: 'the domain is an alias of another name',
  severity: 'warning',
  why: 'Receivers apply the SPF record of the name that the alias points to, so whoever runs that name decides who may send as this domain.',
  remedy:
    'Replace the CNAME with records of its own (A, MX, TXT), or have the record changed at the name it points to: nothing can stand beside a CNAME.',
  references: ['RFC 1034 3.6.2', 'RFC 7208 4.4'],
  needs: ['txt'],
  *check({ facts: { txt } }) {
    if (txt.alias === undefined) return;
    yield problem({ alias: txt.alias, found: txt.values.map(txtValue).some(isSpf) });
  },
  say: ({ alias, found }) =>
    found
      ? `the name is an alias, so its SPF record is that of ${alias}`
      : `the name is an alias of ${alias}, so it can have no SPF record of its own`,
});
