import { appliedPolicy, type DmarcProblem, type DmarcRecord } from '../records/dmarc.js';
import { nearMisses, ownRecord, placeName } from './found-dmarc.js';
import type { Severity } from './profile.js';
import { problem, rule } from './rule.js';

export const dmarcMalformed = rule({
  id: 'dmarc-malformed',
  title: 'a DMARC record that is not read as it was meant',
  severity: 'warning',
  why: 'Receivers ignore what they cannot read: a tag, or the whole record, so that its policy does not apply.',
  remedy: 'Correct the record: "v=DMARC1;" first, then tags with a semicolon between them.',
  references: ['RFC 9989 4.7', 'RFC 9989 4.8'],
  needs: ['dmarc'],
  applies: (context) => ownRecord(context) !== undefined || nearMisses(context).length > 0,
  *check(context) {
    const at = placeName(context);
    for (const { text, miss } of nearMisses(context)) {
      const { reason, span, suggestion } = miss;
      yield problem(
        { reason, ...(suggestion === undefined ? {} : { suggestion }) },
        { severity: 'error', evidence: [{ text, at, spans: [span] }] },
      );
    }
    const place = ownRecord(context);
    if (place === undefined) return;
    for (const fault of place.record.faults) {
      const { reason, span, suggestion } = fault;
      yield problem(
        { reason, ...(suggestion === undefined ? {} : { suggestion }) },
        {
          severity: severityOf(fault.problem, place.record),
          evidence: [{ text: place.record.text, at: placeName(place), spans: [span] }],
        },
      );
    }
  },
  say: ({ reason, suggestion }: { readonly reason: string; readonly suggestion?: string }) =>
    suggestion === undefined ? reason : `${reason}; did you mean "${suggestion}"?`,
});

/** An error is what keeps the policy from being applied, a notice what changes nothing. */
function severityOf(fault: DmarcProblem, record: DmarcRecord): Severity {
  switch (fault) {
    case 'removed-tag':
    case 'unknown-tag':
    case 'obsolete-size':
      return 'notice';
    case 'no-policy':
    case 'missing-semicolon':
    case 'invalid-value':
      return appliedPolicy(record) === undefined ? 'error' : 'warning';
    case 'no-tag':
    case 'duplicate-tag':
    case 'invalid-character':
    case 'invalid-uri':
      return 'warning';
  }
}
