import { hasRecord } from './own-records.js';
import { rule } from './rule.js';
import { faultProblems, sayFault } from './syntax-fault.js';

export const spfInvalidAddress = rule({
  id: 'spf-invalid-address',
  title: 'an address that is not one',
  severity: 'error',
  why: 'One address that cannot be read makes receivers answer permerror for the whole record, so no sender of the domain is authorised.',
  remedy:
    'Write the address in full: four numbers from 0 to 255 after ip4:, an IPv6 address after ip6:, a host name after a: instead.',
  references: ['RFC 7208 5.6', 'RFC 7208 12'],
  needs: ['spf'],
  applies: hasRecord,
  check: (context) => faultProblems(context, 'invalid-address'),
  say: sayFault,
});
