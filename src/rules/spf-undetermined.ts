import { rule } from './rule.js';

/** It never fires: where the record cannot be looked up, the report names this rule as unknown. */
export const spfUndetermined = rule({
  id: 'spf-undetermined',
  title: 'the SPF record could not be looked up',
  severity: 'error',
  why: 'A receiver that cannot look the record up answers temperror and may defer or refuse the mail; whether a record is there cannot be said.',
  remedy:
    'Ask again later or through another server (--server); if it stays so, the name servers of the domain need repair.',
  references: ['RFC 7208 2.6.6', 'RFC 7208 4.4'],
  needs: ['txt'],
  *check() {},
  say: () => 'the SPF record could not be looked up',
});
