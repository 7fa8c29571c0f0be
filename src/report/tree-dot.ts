/** The include tree in the language of Graphviz. */
import type { LookupTree } from '../spf/lookup-tree.js';
import { budgetTone } from './budget.js';
import { shown } from './escape.js';
import { briefRows, treeRows, treeSummary } from './tree-rows.js';

const colours = { bad: '#b3261e', warn: '#8a5300', good: '#1b6e3c' };

/** A digraph of the terms, ending in a newline. */
export function treeDot(tree: LookupTree): string {
  const rows = briefRows(treeRows(tree));
  const [lookups, voids] = treeSummary(tree);
  const lines = rows.flatMap(({ kind, text, ordinal, past, notes, parent }, index) => {
    const number = ordinal === undefined ? [] : [`${ordinal}`];
    const label = [...number, shown(text), ...notes.map((note) => note.text)];
    const tone = past || notes.some((note) => note.tone === 'bad') ? colours.bad : undefined;
    const attributes = [
      `label=${quoted(label)}`,
      ...(kind === 'name' ? ['style=bold'] : []),
      ...(tone === undefined ? [] : [`color="${tone}"`, `fontcolor="${tone}"`]),
    ];
    const node = `  n${index} [${attributes.join(', ')}];`;
    return parent === -1 ? [node] : [node, `  n${parent} -> n${index};`];
  });
  return [
    'digraph spf {',
    '  rankdir=LR;',
    '  node [shape=box, fontname="monospace"];',
    `  label=${quoted([lookups.text, voids.text])};`,
    `  fontcolor="${colours[budgetTone(tree.lookups)]}";`,
    ...lines,
    '}',
    '',
  ].join('\n');
}

/** A string of the DOT language; in it a backslash begins an escape of its own. */
function quoted(lines: readonly string[]): string {
  return `"${lines.map((line) => line.replace(/[\\"]/g, '\\$&')).join('\\n')}"`;
}
