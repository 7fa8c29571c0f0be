import { hasRecord } from './own-records.js';
import { rule } from './rule.js';
import { faultProblems } from './syntax-fault.js';

export const spfMissingSpace = rule({
  id: 'spf-missing-space',
  title: 'no space between two terms',
  severity: 'error',
  why: 'Receivers read the two as one word, which means nothing, and answer permerror for the whole record, so no sender of the domain is authorised.',
  remedy: 'Put one space between the two terms.',
  references: ['RFC 7208 4.6.1', 'RFC 7208 12'],
  needs: ['spf'],
  applies: hasRecord,
  check: (context) => faultProblems(context, 'missing-space'),
  say: ({ reason, suggestion }) =>
    suggestion === undefined ? reason : `a space is missing; write ${suggestion}`,
});
