import { hasRecord } from './own-records.js';
import { rule } from './rule.js';
import { faultProblems, sayFault } from './syntax-fault.js';

export const spfInvalidMacro = rule({
  id: 'spf-invalid-macro',
  title: 'a macro that SPF does not know',
  severity: 'error',
  why: 'One macro that cannot be read makes receivers answer permerror for the whole record, so no sender of the domain is authorised.',
  remedy:
    'Copy the term again from the page of the service that gave it to you. A macro is "%{", one of the letters s l o d i p h v, and "}".',
  references: ['RFC 7208 7.1', 'RFC 7208 7.2'],
  needs: ['spf'],
  applies: hasRecord,
  check: (context) => faultProblems(context, 'invalid-macro'),
  say: sayFault,
});
