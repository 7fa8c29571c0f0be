/**
 * The record to publish: the user's own, changed as little as makes it right, or the reason why there
 * is none. Nothing is asked here: what the survey does not know is `unknown`, never assumed.
 */
import type { FailureAnswer } from '../dns/answer.js';
import { answer } from '../dns/asking.js';
import { amendRecord } from '../spf/amend.js';
import type { Change, Edit } from '../spf/change.js';
import { recordTree, type LookupTree, type RecordNode } from '../spf/lookup-tree.js';
import { parseSpf } from '../spf/parse.js';
import { ALL_RANGES, difference, isEmpty } from '../spf/ranges.js';
import { answersOf } from '../survey/observe.js';
import type { Survey, WishedInclude } from '../survey/survey.js';
import { flattenInclude } from './flatten.js';
import { estimateOf, lookupsIn } from './lookup-budget.js';
import { optionalEdits } from './optional-edits.js';
import {
  errorsOf,
  newRecord,
  repairedRecord,
  type Draft,
  type MeantRecord,
  type Plan,
  type RepairOptions,
} from './planner.js';
import type { Profile } from './profile.js';
import { prove, type Proof } from './proof.js';
import { breachOf, flawOf, refusalBefore, type RefusalReason } from './refusal.js';
import { notesOn, type RepairNote } from './repair-notes.js';

export type { RepairOptions } from './planner.js';
export type { RefusalReason } from './refusal.js';
export type { RepairNote } from './repair-notes.js';

/** One step from what is published to the record, with what it does by itself. */
export interface ProvedEdit {
  /** Why, and what. */
  readonly changes: readonly Change[];
  /** The text after it. */
  readonly record: string;
  readonly proof: Proof;
}

interface Proved {
  readonly record: string;
  readonly lookups: number;
  readonly proof: Proof;
  readonly notes: readonly RepairNote[];
}

export type Repair =
  | (Proved & {
      readonly kind: 'record';
      /** The texts to delete; empty for a new record. */
      readonly replaces: readonly string[];
      /** Those of all edits. */
      readonly changes: readonly Change[];
      readonly edits: readonly ProvedEdit[];
    })
  | (Proved & { readonly kind: 'unchanged' })
  | { readonly kind: 'refused'; readonly reason: RefusalReason }
  | { readonly kind: 'unknown'; readonly cause: FailureAnswer };

/** The facts that a repair is planned from. */
export const repairFacts = ['txt', 'spf', 'meant', 'mx', 'wished'] as const;

/** Plans the repair; null where the survey was not asked for the facts it needs. */
export function planRepair(
  survey: Survey,
  profile: Profile,
  options: RepairOptions = {},
): Repair | null {
  const { txt, spf, meant: values, mx, wished } = survey.facts;
  if (!txt || !spf || !values || !mx || !wished) return null;
  if (txt.state === 'unknown') return { kind: 'unknown', cause: txt.cause };
  if (spf.state === 'unknown') return { kind: 'unknown', cause: spf.cause };
  if (wished.state === 'unknown') return { kind: 'unknown', cause: wished.cause };
  if (!txt.value.exists) return refused({ kind: 'no-such-domain' });
  const dead = deadWish(wished.value);
  if (dead !== undefined) return dead;
  // What was meant to be a record is one to repair: who stands in it would be forgotten otherwise.
  const misses = values.state === 'known' ? values.value : [];
  const unclear = misses.find((miss) => miss.own === undefined);
  if (unclear !== undefined) return refused({ kind: 'near-miss', value: unclear.value });
  const meant: readonly MeantRecord[] = [
    ...spf.value.map(({ text, tree, mended }) => ({
      value: text,
      ...(mended ?? { text, tree, changes: [] }),
    })),
    ...misses.flatMap(({ value, own }): MeantRecord[] => {
      if (own === undefined) return [];
      const changes = [{ kind: 'mend', term: value, by: own.text } as const];
      return [{ value, text: own.text, tree: own.tree, changes }];
    }),
  ];
  if (meant.length === 0 && mx.state === 'unknown' && options.detect !== false) {
    return { kind: 'unknown', cause: mx.cause };
  }
  const plan: Plan = {
    survey,
    profile,
    options,
    published: spf.value,
    meant,
    wished: wished.value,
    treeOf: treesIn(survey),
  };
  const refusal = refusalBefore(plan);
  if (refusal !== undefined) return refused(refusal);
  const draft = meant.length === 0 ? newRecord(plan) : repairedRecord(plan);
  if (draft === undefined) return refused({ kind: 'nothing-to-authorise' });
  return settle(plan, draft);
}

function refused(reason: RefusalReason): Repair {
  return { kind: 'refused', reason };
}

/** The trees of texts, each walked once. */
function treesIn(survey: Survey): Plan['treeOf'] {
  const know = answersOf(survey);
  const trees = new Map<string, LookupTree>();
  return (record) => {
    const found = trees.get(record) ?? answer(recordTree(survey.domain, record), know);
    trees.set(record, found);
    return found;
  };
}

/** An include that is asked for must lead to a record that is not an error for everybody. */
function deadWish(wished: readonly WishedInclude[]): Repair | undefined {
  for (const { target, tree, detected } of wished) {
    if (detected) continue;
    const cause = tree.root.records[0]?.terms[0]?.below?.answer;
    if (cause?.kind === 'failure' && estimateOf(target, cause) === undefined) {
      return { kind: 'unknown', cause };
    }
    if (isEmpty(difference(ALL_RANGES, errorsOf(tree)))) {
      return refused({ kind: 'dead-include', target });
    }
  }
  return undefined;
}

/** Takes out what is to go, puts networks in where they are wanted, and holds the record against the facts. */
function settle(plan: Plan, draft: Draft): Repair {
  const edits = [...draft.edits];
  const notes: RepairNote[] = [];
  const current = () => edits.at(-1)?.record ?? draft.record;
  const unknown = unknownIn(plan.treeOf(draft.record));
  if (unknown !== undefined) return { kind: 'unknown', cause: unknown };
  for (const target of plan.options.flatten ?? []) {
    const flattened = flattenInclude(plan.treeOf(current()), target);
    if ('kind' in flattened) return refused(flattened);
    const { record, changes, networks } = flattened;
    // A network that stood in the record already is there once.
    const once = amendRecord(parseSpf(record), { domain: plan.survey.domain });
    edits.push({ record: once.record, changes: [...changes, ...once.changes] });
    notes.push({ kind: 'flattened', target, networks, ...datesOf(plan.survey) });
  }
  if (plan.options.optimize === true) edits.push(...optionalEdits(plan, current(), 'least'));
  const repair = hold(plan, { record: current(), edits }, notes);
  if (repair.kind !== 'refused') return repair;
  // Where a limit is what stands against it, as many dead terms go as it takes.
  for (const edit of optionalEdits(plan, current(), 'no-dead-terms')) {
    edits.push(edit);
    const lighter = hold(plan, { record: current(), edits }, notes);
    if (lighter.kind !== 'refused') return lighter;
  }
  return repair;
}

/** What could not be looked up, where the catalogue has no figure for it either. */
function unknownIn(tree: LookupTree): FailureAnswer | undefined {
  return tree.failures.find((cause) => estimateOf(cause.question.name, cause) === undefined);
}

/** The day of the observation, and the same day of the next month (the 28th at the latest). */
function datesOf({ observations }: Survey): { readonly asOf: string; readonly lookAgain: string } {
  const asOf = observations.at(-1)?.at.slice(0, 10) ?? '';
  const [year = 0, month = 0, day = 0] = asOf.split('-').map(Number);
  const next = [month === 12 ? year + 1 : year, (month % 12) + 1, Math.min(day, 28)];
  return { asOf, lookAgain: next.map((part) => String(part).padStart(2, '0')).join('-') };
}

/**
 * Holds the draft against what the survey knows: within the limits, nobody lost, nobody let in but who
 * was asked for, what was asked for in effect. Otherwise it is no answer.
 */
function hold(plan: Plan, draft: Draft, notes: readonly RepairNote[]): Repair {
  const tree = plan.treeOf(draft.record);
  const breach = breachOf(plan, tree);
  if (breach !== undefined) return refused(breach);
  const [after] = tree.root.records;
  const before: State = { published: rootsOf(plan.published), meant: rootsOf(plan.meant) };
  const proof = after === undefined ? undefined : proofOf(plan, before, after);
  if (after === undefined || proof === undefined) return refused(tooManyWays);
  const flaw = flawOf(proof, tree);
  if (flaw !== undefined) return refused(flaw);
  const { record } = draft;
  const proved: Proved = {
    record,
    lookups: proof.lookups.after,
    proof,
    notes: [...notes, ...notesOn(plan, tree, after, proof)],
  };
  const [only] = plan.meant;
  if (plan.meant.length === 1 && only?.value === record) return { kind: 'unchanged', ...proved };
  const edits = provedEdits(plan, before, draft.edits, proof);
  if (edits === undefined) return refused(tooManyWays);
  return {
    kind: 'record',
    ...proved,
    replaces: plan.meant.map(({ value }) => value),
    changes: edits.flatMap(({ changes }) => changes),
    edits,
  };
}

const tooManyWays: RefusalReason = {
  kind: 'unproved',
  what: 'too many terms depend on the message, or the addresses are too many',
};

/** The records that an edit starts from. */
interface State {
  readonly published: readonly RecordNode[];
  readonly meant: readonly RecordNode[];
}

function rootsOf(records: readonly { readonly tree: LookupTree }[]): readonly RecordNode[] {
  return records.flatMap(({ tree }) => tree.root.records);
}

function proofOf(
  { survey, options, wished }: Plan,
  before: State,
  after: RecordNode,
): Proof | undefined {
  const isNew = before.meant.length === 0;
  return prove({
    domain: survey.domain,
    ...before,
    asked: wished.filter(({ detected }) => !detected || isNew),
    after,
    ...(options.all === undefined ? {} : { all: options.all }),
    lookups: { before: lookupsIn(...before.meant), after: lookupsIn(after) },
  });
}

/** The edits, each with its own proof; the whole proof is that of a single one. */
function provedEdits(
  plan: Plan,
  start: State,
  edits: readonly Edit[],
  whole: Proof,
): readonly ProvedEdit[] | undefined {
  if (edits.length === 1) return edits.map((edit) => ({ ...edit, proof: whole }));
  const proved: ProvedEdit[] = [];
  let before = start;
  for (const edit of edits) {
    const after = plan.treeOf(edit.record).root.records;
    const [record] = after;
    const proof = record === undefined ? undefined : proofOf(plan, before, record);
    if (proof === undefined) return undefined;
    proved.push({ ...edit, proof });
    before = { published: after, meant: after };
  }
  return proved;
}
