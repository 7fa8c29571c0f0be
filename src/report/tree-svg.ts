/** The include tree as a drawing: SVG that stands alone or in a page, in light and dark. */
import { MAX_LOOKUPS } from '../spf/limits.js';
import type { LookupTree } from '../spf/lookup-tree.js';
import { budgetTone } from './budget.js';
import { shown } from './escape.js';
import { html, Markup } from './html-template.js';
import { briefRows, treeRows, treeSummary, type BriefRow } from './tree-rows.js';

const ROW = 24;
const INDENT = 22;
const LEFT = 62;
/** What a character of the font is wide, about. */
const CHARACTER = 7.4;
const MAX_CHARACTERS = 96;

const sheet = new Markup(`
.spf-tree text { font: 12.5px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; fill: #1d2430; }
.spf-tree .line { stroke: #a9b3c1; fill: none; }
.spf-tree .limit { stroke: #b3261e; stroke-dasharray: 5 4; }
.spf-tree .pill { fill: #1b6e3c; } .spf-tree .pill.past { fill: #b3261e; } .spf-tree .pill.warn { fill: #8a5300; }
.spf-tree .count { fill: #fff; font-weight: 600; text-anchor: middle; }
.spf-tree .bad { fill: #b3261e; } .spf-tree .warn { fill: #8a5300; } .spf-tree .good { fill: #1b6e3c; }
.spf-tree .dim { fill: #5a6675; } .spf-tree .strong { font-weight: 700; }
@media (prefers-color-scheme: dark) {
.spf-tree text { fill: #e6eaf0; } .spf-tree .line { stroke: #5f6b7a; } .spf-tree .limit { stroke: #ff8a80; }
.spf-tree .pill { fill: #7ddc9f; } .spf-tree .pill.past { fill: #ff8a80; } .spf-tree .pill.warn { fill: #ffc46b; }
.spf-tree .count { fill: #10151c; }
.spf-tree .bad { fill: #ff8a80; } .spf-tree .warn { fill: #ffc46b; } .spf-tree .good { fill: #7ddc9f; }
.spf-tree .dim { fill: #a3afbe; }
}`);

/** The drawing as an element; `id` is a prefix for the ids in it. */
export function treeSvg(tree: LookupTree, id = 'tree'): Markup {
  const rows = briefRows(treeRows(tree));
  const limit = rows.findIndex(({ past }) => past);
  const places = rows.map((row, index) => ({
    row,
    x: LEFT + row.depth * INDENT + (row.kind === 'name' ? -INDENT : 0),
    y: ROW * (index + (limit !== -1 && index >= limit ? 1 : 0)) + ROW,
  }));
  const height = (places.at(-1)?.y ?? 0) + ROW * 2;
  const width = Math.ceil(
    Math.max(420, ...places.map(({ row, x }) => x + 8 + CHARACTER * widthOf(row))),
  );
  const [lookups, voids] = treeSummary(tree);
  const limitAt = places[limit];
  return html`<svg
    xmlns="http://www.w3.org/2000/svg"
    class="spf-tree"
    role="img"
    aria-labelledby="${id}-title ${id}-desc"
    width="${width}"
    height="${height}"
    viewBox="0 0 ${width} ${height}"
  >
    <title id="${id}-title">Include tree of ${shown(rows[0]?.text ?? '')}</title>
    <desc id="${id}-desc">
      ${lookups.text}; ${voids.text}. Each row is a term with the number of its lookup.
    </desc>
    <style>
      ${sheet}
    </style>
    ${places.map(({ row, x, y }) => [
      connector(places[row.parent], x, y),
      pill(row, y),
      html`<text x="${x}" y="${y + 4}" ${classOf(row)}
        >${cut(row.text)}${row.notes.map((note) => html`<tspan dx="10" class="${note.tone}">${note.text}</tspan>`)}</text
      > `,
    ])}${
      limitAt === undefined
        ? undefined
        : html`<path class="limit" d="M8 ${limitAt.y - ROW} H${width - 8}" />
            <text class="bad" x="${LEFT}" y="${limitAt.y - ROW + 14}"
              >limit of ${MAX_LOOKUPS} lookups: receivers stop here with permerror</text
            > `
    }
    <text x="8" y="${height - 10}" class="${budgetTone(tree.lookups)}">${lookups.text}</text>
  </svg>`;
}

interface Place {
  readonly x: number;
  readonly y: number;
}

function connector(parent: Place | undefined, x: number, y: number): Markup | undefined {
  if (parent === undefined) return undefined;
  return html`<path class="line" d="M${parent.x + 4} ${parent.y + 9} V${y} H${x - 4}" /> `;
}

/** The number of the lookup, in a pill at the left edge. */
function pill({ ordinal, past }: BriefRow, y: number): Markup | undefined {
  if (ordinal === undefined) return undefined;
  const tone = past ? 'pill past' : 'pill';
  return html`<rect class="${tone}" x="6" y="${y - 8}" width="26" height="16" rx="8" /><text
      class="count"
      x="19"
      y="${y + 4}"
      >${ordinal}</text
    > `;
}

function classOf({ kind, past }: BriefRow): Markup | undefined {
  const name = kind === 'name' ? 'strong' : past ? 'bad' : kind === 'term' ? undefined : 'dim';
  return name === undefined ? undefined : html` class="${name}"`;
}

function cut(text: string): string {
  const told = shown(text);
  return told.length <= MAX_CHARACTERS ? told : `${told.slice(0, MAX_CHARACTERS)}...`;
}

function widthOf({ text, notes }: BriefRow): number {
  return notes.reduce((sum, note) => sum + note.text.length + 2, cut(text).length);
}
