/** The include tree with what each term costs, as text. */
import { MAX_LOOKUPS, MAX_VOID_LOOKUPS } from '../spf/limits.js';
import {
  isCounted,
  type LookupTree,
  type RecordNode,
  type SpfNode,
  type TermNode,
} from '../spf/lookup-tree.js';
import type { Term } from '../spf/record.js';
import { shown } from './escape.js';
import { statusOf } from './json.js';
import type { Style } from './style.js';
import { causeText, counted } from './words.js';

/** A line a term: what it costs, the running total, the term, what it leads to. */
export function terminalTree(tree: LookupTree, style: Style): string {
  const { root } = tree;
  const lines = [
    [style.paint('strong', root.domain), ...nodeNotes(root, style)].join('  '),
    style.paint('dim', 'cost total'),
    ...root.records.flatMap((record, index) => [
      ...(root.records.length > 1 ? [style.paint('dim', `record ${index + 1}`)] : []),
      ...recordLines(record, '', style),
    ]),
    ...summary(tree, style),
  ];
  return `${lines.join('\n')}\n`;
}

function recordLines(
  { record, terms }: RecordNode,
  indent: string,
  style: Style,
): readonly string[] {
  const evaluated = new Set<Term>(terms.map(({ term }) => term));
  const rest = record.terms.filter((term) => !evaluated.has(term));
  return [
    ...terms.flatMap((term) => termLines(term, indent, style)),
    ...rest.map((term) =>
      line('', '', `${indent}${style.paint('dim', shown(term.text))}`, restNotes(term, style)),
    ),
  ];
}

function line(cost: string, total: string, text: string, notes: readonly string[]): string {
  return `${cost.padStart(4)} ${total.padStart(5)}  ${[text, ...notes].join('  ')}`;
}

/** Why a term is not evaluated. */
function restNotes(term: Term, style: Style): readonly string[] {
  switch (term.kind) {
    case 'invalid':
      return [style.paint('bad', 'breaks the syntax')];
    case 'directive':
      return [style.paint('warn', 'never evaluated')];
    case 'modifier':
      return term.modifier === 'redirect' ? [style.paint('warn', 'ignored beside "all"')] : [];
  }
}

function termLines(term: TermNode, indent: string, style: Style): readonly string[] {
  const past = (term.ordinal ?? 0) > MAX_LOOKUPS;
  const text = shown(term.term.text);
  const notes = [
    ...(past ? [style.paint('bad', 'past the tenth')] : []),
    ...(term.lookups > term.cost ? [style.paint('dim', `${term.lookups} in all`)] : []),
    ...termNotes(term, style),
  ];
  return [
    line(
      String(term.cost),
      term.ordinal === undefined ? '' : String(term.ordinal),
      `${indent}${past ? style.paint('bad', text) : text}`,
      notes,
    ),
    ...(term.below?.records ?? []).flatMap((record) => recordLines(record, `${indent}  `, style)),
  ];
}

function termNotes(term: TermNode, style: Style): readonly string[] {
  const failed = term.answers.find((answer) => answer.kind === 'failure');
  const voids = voidNote(term);
  return [
    ...(term.untargeted === 'opaque' ? [style.paint('dim', 'depends on the message')] : []),
    ...(term.untargeted === 'malformed' ? [style.paint('warn', 'can be no name')] : []),
    ...(voids === undefined ? [] : [style.paint('warn', voids)]),
    ...(term.below === undefined ? [] : nodeNotes(term.below, style)),
    ...(failed?.kind === 'failure' ? [style.paint('warn', causeText(failed))] : []),
  ];
}

function voidNote({ void: { ipv4, ipv6 } }: TermNode): string | undefined {
  if (ipv4 && ipv6) return 'void lookup';
  if (ipv4) return 'void lookup for IPv4 clients';
  return ipv6 ? 'void lookup for IPv6 clients' : undefined;
}

function nodeNotes(node: SpfNode, style: Style): readonly string[] {
  switch (statusOf(node)) {
    case 'record':
      return node.records.some(({ record }) => record.faults.length > 0)
        ? [style.paint('bad', 'breaks the syntax: permerror')]
        : [];
    case 'several':
      return [style.paint('bad', 'several records: permerror')];
    case 'none':
      return [style.paint('bad', 'no SPF record')];
    case 'nxdomain':
      return [style.paint('bad', 'does not exist')];
    case 'loop':
      return [style.paint('bad', 'a loop: it is included by itself')];
    case 'bound':
      return [style.paint('warn', 'not walked: the tree is too large')];
    case 'failure':
      return node.answer?.kind === 'failure' ? [style.paint('warn', causeText(node.answer))] : [];
  }
}

function summary(tree: LookupTree, style: Style): readonly string[] {
  const open = isCounted(tree) ? '' : 'at least ';
  const openVoids = tree.truncated || tree.failures.length > 0 ? 'at least ' : '';
  const { ipv4, ipv6 } = tree.voidLookups;
  const voids = `${openVoids}${counted(ipv4, 'void lookup')} for IPv4 clients, ${ipv6} for IPv6 clients, of ${MAX_VOID_LOOKUPS}`;
  return [
    style.paint(
      tree.lookups > MAX_LOOKUPS ? 'bad' : 'good',
      `${open}${tree.lookups} of ${MAX_LOOKUPS} lookups`,
    ),
    style.paint(Math.max(ipv4, ipv6) > MAX_VOID_LOOKUPS ? 'warn' : 'dim', voids),
  ];
}
