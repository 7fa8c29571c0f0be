/** The rows of the page in words, the same for every form of a report. All text that comes out is safe to show. */
import { name } from '../dns/name.js';
import {
  page,
  pageOutcomes,
  type PageItem,
  type PageOutcome,
  type PageRow,
} from '../rules/page.js';
import { defaultProfile } from '../rules/profile.js';
import { markdown, markdownCode, shown } from './escape.js';
import type { Report } from './report.js';
import { glyph, labelled, type Style, type Tone } from './style.js';

/** What to do about a row, or what it came from; one clause. */
export function pageText({ outcome, rules, told = '', option }: PageItem): string {
  switch (outcome) {
    case 'told':
      return shown(told);
    case 'open':
      return `answer with ${option}`;
    case 'pass':
    case 'fail':
    case 'unknown':
      return rules.join(', ');
  }
}

const counts: Readonly<Record<PageOutcome, string>> = {
  pass: 'right',
  fail: 'wrong',
  unknown: 'unknown',
  told: 'to do yourself',
  open: 'to answer',
};

/** How many rows came to what, as in "5 right, 1 wrong, 20 to do yourself". */
export function pageSummary({ page: items }: Pick<Report, 'page'>): string {
  return pageOutcomes
    .map((wanted) => ({
      word: counts[wanted],
      count: items.filter(({ outcome }) => outcome === wanted).length,
    }))
    .filter(({ count }) => count > 0)
    .map(({ count, word }) => `${count} ${word}`)
    .join(', ');
}

const signs: Readonly<Record<PageOutcome, readonly [Parameters<typeof glyph>[0], Tone]>> = {
  pass: ['good', 'good'],
  fail: ['error', 'bad'],
  unknown: ['unknown', 'warn'],
  told: ['notice', 'dim'],
  open: ['unknown', 'note'],
};

/** Every row, for a terminal: what the page says, and below it what to do. */
export function terminalPage(
  { page: items }: Pick<Report, 'page'>,
  style: Style,
): readonly string[] {
  const width = Math.max(...items.map(({ id }) => id.length));
  return items.flatMap((item) => {
    const [kind, tone] = signs[item.outcome];
    const head = `${glyph(kind, style)} ${item.id.padEnd(width)}`;
    const [first = '', ...rest] = labelled(`${head}  `, item.says, style);
    return [
      style.paint(tone, head) + first.slice(head.length),
      ...rest,
      ...(item.outcome === 'pass'
        ? []
        : labelled(' '.repeat(width + 4), pageText(item), style).map((line) =>
            style.paint('dim', line),
          )),
    ];
  });
}

/** Every row as a list in Markdown. */
export function markdownPage({ page: items }: Pick<Report, 'page'>): string {
  return items
    .map(
      (item) =>
        `- **${item.id}** ${item.outcome}: ${markdown(item.says)} (${markdown(pageText(item))})`,
    )
    .join('\n');
}

/** What each row is answered by, for the README. */
export function pageTable(): string {
  return [
    '| item | the page says | answered by | where nothing was given |',
    '|---|---|---|---|',
    ...page.map(
      (row) => `| ${row.id} | ${markdown(row.says)} | ${answeredBy(row)} | ${fallback(row)} |`,
    ),
  ].join('\n');
}

function answeredBy({ rules, faults = [] }: PageRow): string {
  const all = [...new Set([...rules, ...faults])];
  return all.length === 0 ? 'you' : all.map(markdownCode).join(', ');
}

/** What is told of a domain of which nothing else is known. */
function fallback({ option, told }: PageRow): string {
  const asked = { domain: name('mycompany.com'), profile: defaultProfile };
  const wanted = option?.(asked);
  return wanted === undefined ? markdown(told(asked)) : `answer with ${markdownCode(wanted)}`;
}
