/** The record to publish as a text, from what is there: edits in order, not yet proved. */
import type { DomainName } from '../dns/name.js';
import { errorRanges, matchSet, recordSet } from '../spf/address-set.js';
import { amendRecord, includeTarget } from '../spf/amend.js';
import type { Change, Edit } from '../spf/change.js';
import type { LookupTree, TermNode } from '../spf/lookup-tree.js';
import { mergeRecords } from '../spf/merge.js';
import { parseSpf } from '../spf/parse.js';
import { printTerms, toStrings } from '../spf/print.js';
import { intersection, isEmpty, union, type Ranges } from '../spf/ranges.js';
import type { Directive, Qualifier } from '../spf/record.js';
import type { OwnRecord, Survey, WishedInclude } from '../survey/survey.js';
import { meantInclude, standingOf } from './include-standing.js';
import type { Profile } from './profile.js';
import { isHidden } from './proof.js';

/** What the user decides about the record. */
export interface RepairOptions {
  /** New includes go behind the user's own terms instead of the front. */
  readonly keepOrder?: boolean;
  /** The qualifier of `all`; without it the user's own stays. */
  readonly all?: Exclude<Qualifier, '+'>;
  /** Whether the mailbox provider that the MX shows goes into a new record. Default true. */
  readonly detect?: boolean;
  /** Whether a record that says "sends no mail" may be replaced. */
  readonly yes?: boolean;
  /** Whether terms go that change no result. */
  readonly optimize?: boolean;
  /** Includes of the record that become the networks behind them. */
  readonly flatten?: readonly DomainName[];
}

/** A value that stands for the domain, as it was meant to be read. */
export interface MeantRecord {
  /** As published. */
  readonly value: string;
  readonly text: string;
  readonly tree: LookupTree;
  /** What makes the text of the value. */
  readonly changes: readonly Change[];
}

/** What a repair is made from. */
export interface Plan {
  readonly survey: Survey;
  readonly profile: Profile;
  readonly options: RepairOptions;
  /** The SPF records that are published. */
  readonly published: readonly OwnRecord[];
  /** Those, or other values that were meant to be one, as they were meant. */
  readonly meant: readonly MeantRecord[];
  readonly wished: readonly WishedInclude[];
  /** The tree of a text as if the domain published it, from what was observed. */
  readonly treeOf: (record: string) => LookupTree;
}

/** A text, and the edits that lead to it, in order. */
export interface Draft {
  readonly record: string;
  readonly edits: readonly Edit[];
}

/** `v=spf1`, what was asked for, what the MX shows, and `~all`; undefined where that is nobody. */
export function newRecord({ options, wished }: Plan): Draft | undefined {
  const includes = wished
    .filter(
      ({ detected, tree }) => !detected || (options.detect !== false && isEmpty(errorsOf(tree))),
    )
    .map(({ target }) => `include:${target}`);
  if (includes.length === 0) return undefined;
  const terms = [...includes, `${options.all ?? '~'}all`];
  const record = printTerms(terms);
  return { record, edits: [{ record, changes: terms.map((term) => ({ kind: 'add', term })) }] };
}

/** The records as one, with what is missing added and what can never pass left out. */
export function repairedRecord(plan: Plan): Draft {
  const joined = joinedRecord(plan);
  const cleaned = cleanedRecord(plan, joined.record);
  const placed = placedIncludes(plan, cleaned.record);
  return {
    record: placed.record,
    edits: [joined, cleaned, placed].filter(({ changes }) => changes.length > 0),
  };
}

function joinedRecord({ survey, meant }: Plan): Edit {
  const mended = meant.flatMap(({ changes }) => changes);
  const [only, ...others] = meant;
  if (only !== undefined && others.length === 0) return { record: only.text, changes: mended };
  const merged = mergeRecords(
    meant.map(({ text }) => parseSpf(text)),
    { domain: survey.domain },
  );
  return { record: merged.record, changes: [...mended, ...merged.changes] };
}

function cleanedRecord({ survey, profile, options, treeOf }: Plan, record: string): Edit {
  const tree = treeOf(record);
  const dead = deadIncludes(tree);
  return amendRecord(parseSpf(record), {
    domain: survey.domain,
    respell: (target) => meantInclude(target, tree, profile),
    isDead: ({ text }) => dead.has(text),
    ...(options.all === undefined ? {} : { all: options.all }),
  });
}

function placedIncludes({ survey, options, meant, wished, treeOf }: Plan, record: string): Edit {
  const tree = treeOf(record);
  const asOwn = [{ text: record, strings: toStrings(record), tree }];
  const asked = wished.filter(({ detected }) => !detected);
  const direct = tree.root.records.flatMap(({ terms }) =>
    terms.map(({ term }) => includeTarget(term)),
  );
  const copiesOf = ({ target }: WishedInclude) => direct.filter((found) => found === target).length;
  const isEffective = ({ target }: WishedInclude) =>
    standingOf(asOwn, target).state === 'effective';
  // The include of several records goes first; one that nobody gets to goes before what is in the way.
  const moved = asked.filter(
    (wish) =>
      copiesOf(wish) > 0 && (meant.length > 1 || (isEffective(wish) && isHidden(wish, tree))),
  );
  // Of several copies one does not pass, or it would have gone as a duplicate.
  const placed = asked.filter(
    (wish) => !isEffective(wish) || copiesOf(wish) > 1 || moved.includes(wish),
  );
  return amendRecord(parseSpf(record), {
    domain: survey.domain,
    includes: placed.map(({ target }) => target),
    placement: options.keepOrder === true ? 'end' : moved.length > 0 ? 'front' : 'new-front',
    staysInFront: shadowing(tree, placed),
  });
}

/** Texts of the record's own includes that can never pass. */
function deadIncludes(tree: LookupTree): ReadonlySet<string> {
  const terms = tree.root.records.flatMap((record) => record.terms);
  return new Set(terms.filter(isDeadInclude).map(({ term }) => term.text));
}

/**
 * Whether an include can never pass: its target answers without a record, does not exist, can be no name,
 * or is the record itself.
 */
export function isDeadInclude({ term, untargeted, below }: TermNode): boolean {
  if (term.kind !== 'directive' || term.mechanism !== 'include') return false;
  const answered = below?.answer !== undefined && below.answer.kind !== 'failure';
  return (
    untargeted === 'malformed' ||
    below?.unwalked === 'loop' ||
    (answered && below.records.length === 0)
  );
}

/**
 * Whether a directive that does not pass matches, or may match, what one of the includes authorises:
 * an include in front of it would turn its result into a pass.
 */
function shadowing(
  tree: LookupTree,
  includes: readonly WishedInclude[],
): (directive: Directive) => boolean {
  const sets = includes.flatMap((wish) =>
    wish.tree.root.records.map((record) => recordSet(record, wish.tree.root.domain)),
  );
  const nodes = new Map(
    tree.root.records.flatMap(({ terms }) => terms.map((node) => [node.term.text, node])),
  );
  return (directive) => {
    const node = nodes.get(directive.text);
    if (directive.qualifier === '+' || node === undefined) return false;
    const match = matchSet(node, tree.root.domain);
    return sets.some(
      (set) =>
        match.opaque.length > 0 ||
        set.opaque.length > 0 ||
        !isEmpty(intersection(match.ranges, set.pass)),
    );
  };
}

/** Who would get permerror from a record with nothing but the include. */
export function errorsOf({ root }: LookupTree): Ranges {
  return union(...root.records.map((record) => errorRanges(record, root.domain)));
}
