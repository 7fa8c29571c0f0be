/** Edits that change no result: each is tried by itself and kept where the proof says so. */
import type { DomainName } from '../dns/name.js';
import { printTerms } from '../spf/print.js';
import type { Change, Edit } from '../spf/change.js';
import type { LookupTree, RecordNode, TermNode } from '../spf/lookup-tree.js';
import { unreachedTerms, type Term } from '../spf/record.js';
import { standingOf } from './include-standing.js';
import { lookupsIn } from './lookup-budget.js';
import type { Plan } from './planner.js';
import { wantedIncludes } from './profile.js';
import { prove } from './proof.js';
import { deadReason } from './spf-dead-mechanism.js';
import { redundantTerms } from './spf-redundant-term.js';

/** Bounds of this program: edits that are tried for one record, and lookups of a record that any are tried for. */
const MAX_ATTEMPTS = 100;
const MAX_TRIED_LOOKUPS = 50;

/** Which of the edits are wanted: terms that find nothing in DNS, or whatever changes no result. */
export type Goal = 'no-dead-terms' | 'least';

/** The edits of a record that change no result for anybody, in order. */
export function optionalEdits(plan: Plan, text: string, goal: Goal): readonly Edit[] {
  const edits: Edit[] = [];
  const tried = new Set<string>();
  let record = text;
  const next = (): Edit | undefined => {
    const tree = plan.treeOf(record);
    for (const candidate of candidates(plan, tree, goal)) {
      if (tried.has(candidate.record) || tried.size === MAX_ATTEMPTS) continue;
      tried.add(candidate.record);
      if (keepsWished(plan, tree, candidate.record) && changesNothing(plan, tree, candidate.record))
        return candidate;
    }
    return undefined;
  };
  if (lookupsIn(...plan.treeOf(text).root.records) > MAX_TRIED_LOOKUPS) return [];
  for (let edit = next(); edit !== undefined; edit = next()) {
    edits.push(edit);
    record = edit.record;
  }
  return edits;
}

/** Whether the includes that were asked for stay in effect, also those of nobody as yet. */
function keepsWished({ wished, treeOf }: Plan, before: LookupTree, text: string): boolean {
  const isEffective = (tree: LookupTree, target: DomainName) => {
    const own = tree.root.records.map(({ record }) => ({ text: record.text, strings: [], tree }));
    return standingOf(own, target).state === 'effective';
  };
  return wished.every(
    ({ target, detected }) =>
      detected || !isEffective(before, target) || isEffective(treeOf(text), target),
  );
}

function changesNothing({ survey, treeOf }: Plan, before: LookupTree, text: string): boolean {
  const after = treeOf(text);
  const [record] = after.root.records;
  if (record === undefined || after.failures.length > 0) return false;
  const proof = prove({
    domain: survey.domain,
    published: before.root.records,
    meant: before.root.records,
    asked: [],
    after: record,
    lookups: { before: lookupsIn(...before.root.records), after: lookupsIn(record) },
  });
  if (proof === undefined) return false;
  const { gained, lost, loosened, tightened } = proof;
  // Within the limits again, a record gives what it was meant to give.
  return (
    lost.length + loosened.length + tightened.length === 0 &&
    gained.every(({ reason }) => reason === 'meant')
  );
}

function* candidates({ survey, profile }: Plan, { root }: LookupTree, goal: Goal): Generator<Edit> {
  const { domain } = survey;
  const [node] = root.records;
  if (node === undefined) return;
  const without = (kind: Change['kind'], dropped: readonly Term[]): Edit => ({
    record: printTerms(node.record.terms.filter((term) => !dropped.includes(term))),
    changes: dropped.map((term) => ({ kind, term: term.text })),
  });
  const dead = node.terms.filter(
    (found) => found.term.kind === 'directive' && deadReason(found) !== undefined,
  );
  for (const { term } of dead) yield without('drop-void', [term]);
  if (goal === 'no-dead-terms') return;
  const unreached = unreachedTerms(node.record);
  if (unreached.length > 0) yield without('drop-unreached', unreached);
  const wanted = new Set(wantedIncludes(profile));
  const [includes, others] = droppable(node, wanted);
  for (const { term } of others) yield without('drop-covered', [term]);
  const networks = redundantTerms(node, domain, wanted).filter(({ term }) => 'network' in term);
  if (networks.length > 0)
    yield without(
      'drop-covered',
      networks.map(({ term }) => term),
    );
  for (const { term } of includes) yield without('drop-covered', [term]);
}

/**
 * What may turn out to be needless, from the end on: includes that nobody asked for, and the rest of the
 * terms that cost a lookup or do not pass. Includes are tried last: an address that was copied goes before
 * the include that keeps it up to date.
 */
function droppable(
  { terms }: RecordNode,
  wanted: ReadonlySet<DomainName>,
): readonly [readonly TermNode[], readonly TermNode[]] {
  const directives = terms
    .filter(({ term }) => term.kind === 'directive' && term.mechanism !== 'all')
    .toReversed();
  const includes = directives.filter(
    ({ below, target }) => below !== undefined && target !== undefined && !wanted.has(target),
  );
  const others = directives.filter(
    ({ below, cost, term }) =>
      below === undefined && (cost > 0 || (term.kind === 'directive' && term.qualifier !== '+')),
  );
  return [includes, others];
}
