import { getDomain } from 'tldts';
import { toName, type DomainName } from './name.js';

/**
 * The registrable part of a name (`mycompany.co.uk` of `mail.mycompany.co.uk`) by the Public Suffix
 * List's ICANN section; undefined for a public suffix itself. Underscore labels are allowed in front.
 */
export function registrablePart(domain: DomainName): DomainName | undefined {
  const found = getDomain(domain, { validateHostname: false, extractHostname: false });
  return found === null ? undefined : toName(found);
}
