/** The include tree with what each term costs, as text. */
import { MAX_LOOKUPS } from '../spf/limits.js';
import type { LookupTree } from '../spf/lookup-tree.js';
import { budgetBar } from './budget.js';
import { shown } from './escape.js';
import type { Style } from './style.js';
import { treeRows, treeSummary, type TreeNote, type TreeRow } from './tree-rows.js';

/** A line a term: what it costs, the running total, the term, what it leads to. */
export function terminalTree(tree: LookupTree, style: Style): string {
  const rows = treeRows(tree);
  const [lookups, voids] = treeSummary(tree);
  const limit = rows.findIndex(({ past }) => past);
  const lines = rows.flatMap((row, index) => [
    ...(index === limit ? [limitLine(style)] : []),
    rowLine(row, style),
    ...(row.kind === 'name' ? [style.paint('dim', 'cost total')] : []),
  ]);
  const bar = budgetBar(tree.lookups, style);
  lines.push(`${bar}  ${noteText(lookups, style)}`, noteText(voids, style));
  return `${lines.join('\n')}\n`;
}

function rowLine(row: TreeRow, style: Style): string {
  const { kind, cost, ordinal, depth, past, notes } = row;
  const text = shown(row.text);
  const told = notes.map((note) => noteText(note, style));
  if (kind === 'name') return [style.paint('strong', text), ...told].join('  ');
  if (kind === 'record') return style.paint('dim', text);
  const figures = `${(cost ?? '').toString().padStart(4)} ${(ordinal ?? '').toString().padStart(5)}`;
  const painted = past
    ? style.paint('bad', text)
    : kind === 'rest'
      ? style.paint('dim', text)
      : text;
  return `${figures}  ${[`${'  '.repeat(depth)}${painted}`, ...told].join('  ')}`;
}

function noteText({ tone, text }: TreeNote, { paint }: Style): string {
  return paint(tone, text);
}

/** Where the tenth lookup is spent. */
function limitLine(style: Style): string {
  const dash = style.unicode ? '─' : '-';
  const text = `limit of ${MAX_LOOKUPS} lookups: receivers stop here with permerror`;
  return style.paint('bad', `${dash.repeat(10)}  ${text}`);
}
