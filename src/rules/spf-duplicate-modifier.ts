import { hasRecord } from './own-records.js';
import { rule } from './rule.js';
import { faultProblems, sayFault } from './syntax-fault.js';

export const spfDuplicateModifier = rule({
  id: 'spf-duplicate-modifier',
  title: 'redirect= or exp= more than once',
  severity: 'error',
  why: 'Each of them may stand once; a second one makes receivers answer permerror for the whole record, so no sender of the domain is authorised.',
  remedy:
    'Keep one of them. To authorise the senders of several domains, write "include:" for each instead of "redirect=".',
  references: ['RFC 7208 6'],
  needs: ['spf'],
  applies: hasRecord,
  check: (context) => faultProblems(context, 'duplicate-modifier'),
  say: sayFault,
});
