import { hasRecord } from './own-records.js';
import { rule } from './rule.js';
import { faultProblems, sayFault } from './syntax-fault.js';

export const spfUnknownMechanism = rule({
  id: 'spf-unknown-mechanism',
  title: 'a word that SPF does not know',
  severity: 'error',
  why: 'One word that SPF does not know makes receivers answer permerror for the whole record, so no sender of the domain is authorised.',
  remedy:
    'Correct the word or remove it. SPF knows all, include, a, mx, ptr, ip4, ip6 and exists, and the modifiers redirect= and exp=.',
  references: ['RFC 7208 4.6.1', 'RFC 7208 5'],
  needs: ['spf'],
  applies: hasRecord,
  check: (context) => faultProblems(context, 'unknown-mechanism'),
  say: sayFault,
});
