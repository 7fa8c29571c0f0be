/** The include tree as rows, top to bottom in the order of evaluation: what every drawing of it is made from. */
import { MAX_LOOKUPS, MAX_VOID_LOOKUPS } from '../spf/limits.js';
import {
  isCounted,
  type LookupTree,
  type RecordNode,
  type SpfNode,
  type TermNode,
} from '../spf/lookup-tree.js';
import type { Term } from '../spf/record.js';
import { statusOf } from './json.js';
import type { Tone } from './style.js';
import { causeText, counted } from './words.js';

/** A remark on a row; safe to show. */
export interface TreeNote {
  readonly tone: Tone;
  readonly text: string;
}

export interface TreeRow {
  /** `name` is the first row, `record` a heading where there are several, `rest` is never evaluated. */
  readonly kind: 'name' | 'record' | 'term' | 'rest';
  /** The index of the row that it hangs on; -1 for the first one. */
  readonly parent: number;
  /** Includes above it. */
  readonly depth: number;
  /** The term as published, or a name; untrusted. */
  readonly text: string;
  /** Lookups of the term itself. */
  readonly cost?: number;
  /** The how-manieth lookup it is, from 1; absent at no cost. */
  readonly ordinal?: number;
  /** Whether it is past the limit, so that receivers never come to it. */
  readonly past: boolean;
  readonly notes: readonly TreeNote[];
}

/** The rows of a tree; the first one is the domain. */
export function treeRows({ root }: LookupTree): readonly TreeRow[] {
  const rows: TreeRow[] = [];
  const add = (row: TreeRow): number => rows.push(row) - 1;
  const top = { parent: -1, depth: 0, past: false } as const;
  const first = add({ ...top, kind: 'name', text: root.domain, notes: nodeNotes(root) });
  for (const [index, record] of root.records.entries()) {
    const several = root.records.length > 1;
    const text = `record ${index + 1}`;
    const heading = { ...top, kind: 'record', parent: first, text, notes: [] } as const;
    addRecord(record, several ? add(heading) : first, 0);
  }
  return rows;

  function addRecord({ record, terms }: RecordNode, parent: number, depth: number): void {
    const evaluated = new Set<Term>(terms.map(({ term }) => term));
    for (const node of terms) addTerm(node, parent, depth);
    for (const term of record.terms) {
      if (evaluated.has(term)) continue;
      const { text } = term;
      add({ kind: 'rest', parent, depth, text, past: false, notes: restNotes(term) });
    }
  }

  function addTerm(node: TermNode, parent: number, depth: number): void {
    const { term, cost, ordinal, lookups, below } = node;
    const past = (ordinal ?? 0) > MAX_LOOKUPS;
    const row = add({
      kind: 'term',
      parent,
      depth,
      text: term.text,
      cost,
      ...(ordinal === undefined ? {} : { ordinal }),
      past,
      notes: [
        ...(past ? [bad('past the tenth')] : []),
        ...(lookups > cost ? [dim(`${lookups} in all`)] : []),
        ...termNotes(node),
      ],
    });
    for (const record of below?.records ?? []) addRecord(record, row, depth + 1);
  }
}

const bad = (text: string): TreeNote => ({ tone: 'bad', text });
const warn = (text: string): TreeNote => ({ tone: 'warn', text });
const dim = (text: string): TreeNote => ({ tone: 'dim', text });

/** Why a term is not evaluated. */
function restNotes(term: Term): readonly TreeNote[] {
  switch (term.kind) {
    case 'invalid':
      return [bad('breaks the syntax')];
    case 'directive':
      return [warn('never evaluated')];
    case 'modifier':
      return term.modifier === 'redirect' ? [warn('ignored beside "all"')] : [];
  }
}

function termNotes(term: TermNode): readonly TreeNote[] {
  const failed = term.answers.find((answer) => answer.kind === 'failure');
  const voids = voidNote(term);
  return [
    ...(term.untargeted === 'opaque' ? [dim('depends on the message')] : []),
    ...(term.untargeted === 'malformed' ? [warn('can be no name')] : []),
    ...(voids === undefined ? [] : [warn(voids)]),
    ...(term.below === undefined ? [] : nodeNotes(term.below)),
    ...(failed?.kind === 'failure' ? [warn(causeText(failed))] : []),
  ];
}

function voidNote({ void: { ipv4, ipv6 } }: TermNode): string | undefined {
  if (ipv4 && ipv6) return 'void lookup';
  if (ipv4) return 'void lookup for IPv4 clients';
  return ipv6 ? 'void lookup for IPv6 clients' : undefined;
}

function nodeNotes(node: SpfNode): readonly TreeNote[] {
  switch (statusOf(node)) {
    case 'record':
      return node.records.some(({ record }) => record.faults.length > 0)
        ? [bad('breaks the syntax: permerror')]
        : [];
    case 'several':
      return [bad('several records: permerror')];
    case 'none':
      return [bad('no SPF record')];
    case 'nxdomain':
      return [bad('does not exist')];
    case 'loop':
      return [bad('a loop: it is included by itself')];
    case 'bound':
      return [warn('not walked: the tree is too large')];
    case 'failure':
      return node.answer?.kind === 'failure' ? [warn(causeText(node.answer))] : [];
  }
}

/** What the tree costs: lookups, then void lookups. */
export function treeSummary(tree: LookupTree): readonly [TreeNote, TreeNote] {
  const open = isCounted(tree) ? '' : 'at least ';
  const openVoids = tree.truncated || tree.failures.length > 0 ? 'at least ' : '';
  const { ipv4, ipv6 } = tree.voidLookups;
  const voids = `${openVoids}${counted(ipv4, 'void lookup')} for IPv4 clients, ${ipv6} for IPv6 clients, of ${MAX_VOID_LOOKUPS}`;
  return [
    {
      tone: tree.lookups > MAX_LOOKUPS ? 'bad' : 'good',
      text: `${open}${tree.lookups} of ${MAX_LOOKUPS} lookups`,
    },
    { tone: Math.max(ipv4, ipv6) > MAX_VOID_LOOKUPS ? 'warn' : 'dim', text: voids },
  ];
}

/** A row of a drawing; `more` stands for rows that are left out. */
export type BriefRow = Omit<TreeRow, 'kind'> & { readonly kind: TreeRow['kind'] | 'more' };

/** Networks in a row of which the first are drawn, and rows of a drawing: a service may list thousands. */
const MAX_RUN = 6;
const MAX_DRAWN = 400;

/** The rows with long runs of networks cut short. Indices of parents are those of the result. */
export function briefRows(rows: readonly TreeRow[]): readonly BriefRow[] {
  const brief: BriefRow[] = [];
  const places = new Map<number, number>();
  const isPlain = (row: TreeRow | undefined, parent: number) =>
    row?.parent === parent && row.notes.length === 0 && /^[-+~?]?ip[46]:/i.test(row.text);
  const put = (row: BriefRow) => {
    brief.push({ ...row, parent: places.get(row.parent) ?? -1 });
  };
  const more = ({ parent, depth }: TreeRow, text: string) =>
    put({ kind: 'more', parent, depth, text, past: false, notes: [] });
  for (let index = 0; index < rows.length;) {
    const row = rows[index];
    if (row === undefined) break;
    if (brief.length >= MAX_DRAWN) {
      more(row, `and ${rows.length - index} more terms`);
      break;
    }
    let end = index;
    while (isPlain(rows[end], row.parent)) end += 1;
    const kept = end - index > MAX_RUN ? MAX_RUN / 2 : Math.max(end - index, 1);
    for (let at = index; at < index + kept; at += 1) {
      const each = rows[at];
      if (each === undefined) break;
      places.set(at, brief.length);
      put(each);
    }
    if (end - index > kept) more(row, `and ${end - index - kept} more`);
    index = Math.max(end, index + 1);
  }
  return brief;
}
