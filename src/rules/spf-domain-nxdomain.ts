import type { DomainName } from '../dns/name.js';
import { problem, rule } from './rule.js';

export const spfDomainNxdomain = rule({
  id: 'spf-domain-nxdomain',
  title: 'the domain does not exist',
  severity: 'error',
  why: 'Nothing can be published for the domain until it exists, and most receivers refuse mail from a domain that does not.',
  remedy:
    'Check the spelling; then register the domain, or set up its zone at the DNS host that it is delegated to.',
  references: ['RFC 7208 4.3', 'RFC 8020 2'],
  needs: ['txt'],
  *check({ facts: { txt } }) {
    if (txt.exists) return;
    const args: { readonly alias?: DomainName } =
      txt.alias === undefined ? {} : { alias: txt.alias };
    yield problem(args);
  },
  say: ({ alias }) =>
    alias === undefined
      ? 'the DNS says that there is no such domain'
      : `it is an alias of ${alias}, and there is no such domain`,
});
