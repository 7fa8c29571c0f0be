import { hasRecord } from './own-records.js';
import { rule } from './rule.js';
import { faultProblems, sayFault } from './syntax-fault.js';

export const spfQualifierOnModifier = rule({
  id: 'spf-qualifier-on-modifier',
  title: 'a sign too many in front of a term',
  severity: 'error',
  why: 'One sign (+ - ~ ?) may stand in front of a mechanism, and none in front of redirect= and exp=; otherwise receivers answer permerror for the whole record.',
  remedy: 'Remove the sign in front of redirect= or exp=; in front of a mechanism, keep one.',
  references: ['RFC 7208 4.6.1', 'RFC 7208 6'],
  needs: ['spf'],
  applies: hasRecord,
  check: (context) => faultProblems(context, 'qualifier-on-modifier'),
  say: sayFault,
});
