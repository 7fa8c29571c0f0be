import { hasRecord } from './own-records.js';
import { rule } from './rule.js';
import { faultProblems, sayFault } from './syntax-fault.js';

export const spfInvalidCidr = rule({
  id: 'spf-invalid-cidr',
  title: 'a prefix length or a value out of place',
  severity: 'error',
  why: 'One value that stands where none belongs makes receivers answer permerror for the whole record, so no sender of the domain is authorised.',
  remedy:
    'Write "/24" for IPv4, "//64" for IPv6 or "/24//64" for both right after the name, and no blank after a colon.',
  references: ['RFC 7208 5.3', 'RFC 7208 5.6', 'RFC 7208 12'],
  needs: ['spf'],
  applies: hasRecord,
  check: (context) => faultProblems(context, 'invalid-cidr'),
  say: sayFault,
});
