import type { DomainName } from '../dns/name.js';
import { matchSet } from '../spf/address-set.js';
import { difference, intersection, isEmpty, NO_RANGES, union, type Ranges } from '../spf/ranges.js';
import { MAX_LOOKUPS } from '../spf/limits.js';
import { lastLookup, type RecordNode, type TermNode } from '../spf/lookup-tree.js';
import { hasRecord, leadShown } from './own-records.js';
import { wantedIncludes } from './profile.js';
import { problem, rule, undetermined } from './rule.js';

interface Candidate {
  readonly node: TermNode;
  readonly ranges: Ranges;
}

export const spfRedundantTerm = rule({
  id: 'spf-redundant-term',
  title: 'a term that other terms cover',
  severity: 'notice',
  why: 'Every sender that it authorises is authorised by another term today, so it adds length and lookups only.',
  remedy: 'Remove it, unless it is there for the day when the other term changes.',
  references: ['RFC 7208 4.6.2', 'RFC 7208 10.1.1'],
  needs: ['spf'],
  // Of several records none is applied, so that there is nothing to compare.
  applies: (context) => hasRecord(context) && context.facts.spf.length === 1,
  *check({ domain, facts, profile }) {
    const [own] = facts.spf;
    const [record] = own?.tree.root.records ?? [];
    if (own === undefined || record === undefined || record.record.faults.length > 0) return;
    const [failed] = own.tree.failures;
    if (failed !== undefined) {
      yield undetermined(failed);
      return;
    }
    const wanted = new Set(wantedIncludes(profile));
    const candidates = comparable(record, domain);
    const redundant = new Set(redundantOf(candidates, wanted));
    for (const { node, ranges } of candidates.filter((candidate) => redundant.has(candidate))) {
      const by = candidates.filter(
        (other) => !redundant.has(other) && !isEmpty(intersection(ranges, other.ranges)),
      );
      yield problem(
        {
          term: node.term.text,
          by: by.map((other) => other.node.term.text),
          saving: node.lookups,
        },
        { subject: node.term.text, evidence: leadShown({ own, term: node, through: [] }, domain) },
      );
    }
  },
  say: ({ term, by, saving }) =>
    `${term} is covered by ${by.join(' ')}` +
    (saving === 0 ? '' : `; without it ${saving} ${saving === 1 ? 'lookup' : 'lookups'} fewer`),
});

/** Terms of the record that can all be removed at once, as others cover them. */
export function redundantTerms(
  record: RecordNode,
  domain: DomainName,
  wanted: ReadonlySet<DomainName>,
): readonly TermNode[] {
  return redundantOf(comparable(record, domain), wanted).map(({ node }) => node);
}

/**
 * The passing terms in front of the first one that does not pass, which are the ones whose order does
 * not matter, as far as their addresses are the same for every message and within the limit of lookups.
 */
function comparable(record: RecordNode, domain: DomainName): readonly Candidate[] {
  const found: Candidate[] = [];
  for (const node of record.terms) {
    const { term } = node;
    if (term.kind === 'modifier' || term.mechanism === 'all' || term.qualifier !== '+') break;
    if (term.mechanism === 'exists' || lastLookup(node) > MAX_LOOKUPS) continue;
    if (node.below !== undefined && node.below.records.length !== 1) continue;
    const { ranges, opaque } = matchSet(node, domain);
    if (opaque.length === 0 && !isEmpty(ranges)) found.push({ node, ranges });
  }
  return found;
}

/**
 * Those that can all be removed at once. What is easiest to do without is tried first: an address that
 * was copied before the include that keeps it up to date, and of equals the later one.
 */
function redundantOf(
  candidates: readonly Candidate[],
  wanted: ReadonlySet<DomainName>,
): readonly Candidate[] {
  const kept = candidates.toSorted((a, b) => worthOf(b) - worthOf(a));
  const before: Ranges[] = [];
  let front = NO_RANGES;
  for (const { ranges } of kept) {
    before.push(front);
    front = union(front, ranges);
  }
  const redundant: Candidate[] = [];
  let behind = NO_RANGES;
  for (const [index, candidate] of [...kept.entries()].toReversed()) {
    const { node, ranges } = candidate;
    const isRemovable =
      !isRepeated(candidate, candidates) && !(node.target !== undefined && wanted.has(node.target));
    const left = difference(difference(ranges, before[index] ?? NO_RANGES), behind);
    if (isRemovable && isEmpty(left)) redundant.push(candidate);
    else behind = union(behind, ranges);
  }
  return redundant;
}

/** Includes over hosts over addresses. */
function worthOf({ node }: Candidate): number {
  if (node.below !== undefined) return 2;
  return node.cost;
}

/** Whether the same is asked for twice, which is told as that. */
function isRepeated({ node }: Candidate, candidates: readonly Candidate[]): boolean {
  const text = node.term.text.toLowerCase();
  return candidates.some(
    (other) => other.node !== node && other.node.term.text.toLowerCase() === text,
  );
}
