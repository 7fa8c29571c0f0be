import { problem, rule, undetermined, type Evidence } from './rule.js';
import type { ElsewhereFact } from '../survey/survey.js';

export const spfWrongPlace = rule({
  id: 'spf-wrong-place',
  title: 'an SPF record where nobody looks for it',
  severity: 'warning',
  why: 'Receivers look for a TXT record at the domain of the sender address and nowhere else.',
  remedy:
    'Publish the record as type TXT at the mail domain itself (host "@" in most panels), and delete it where it is now.',
  references: ['RFC 7208 3.1', 'RFC 7208 4.4'],
  needs: ['spf', 'elsewhere'],
  *check({ domain, facts: { spf, elsewhere } }) {
    const retired = elsewhere.filter(({ type }) => type === 'SPF');
    if (retired.length > 0) {
      yield problem(args([domain], true, spf.length > 0), {
        ...(spf.length > 0 ? { severity: 'notice' as const } : {}),
        evidence: evidenceOf(retired),
      });
    }
    // Beside a record of the domain itself, one of a sub-domain is that name's own or is included.
    if (spf.length > 0) return;
    for (const { failure, name } of elsewhere) {
      if (failure !== undefined) yield undetermined(failure, name);
    }
    const misplaced = elsewhere.filter(({ type, failure }) => type === 'TXT' && !failure);
    if (misplaced.length === 0) return;
    const names = misplaced.map(({ name }) => name);
    yield problem(args(names, false, false), { evidence: evidenceOf(misplaced) });
  },
  say: ({ names, retired, both }) => {
    if (!retired) return `SPF is published at ${names.join(', ')}, but not at the domain itself`;
    return both
      ? 'SPF is published in the retired record type SPF (99) too'
      : 'SPF is published in the retired record type SPF (99) only';
  },
});

function args(
  names: readonly string[],
  retired: boolean,
  both: boolean,
): { readonly names: readonly string[]; readonly retired: boolean; readonly both: boolean } {
  return { names, retired, both };
}

function evidenceOf(found: readonly ElsewhereFact[]): readonly Evidence[] {
  return found.flatMap(({ name, records }) => records.map((text) => ({ text, at: name })));
}
