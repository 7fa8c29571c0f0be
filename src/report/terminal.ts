/** The report as a person reads it in a terminal: what, why, and what to paste. */
import type { Severity } from '../rules/profile.js';
import type { Evidence, Rule } from '../rules/rule.js';
import { sizeOf } from '../spf/ranges.js';
import { MAX_LOOKUPS } from '../spf/limits.js';
import { shown } from './escape.js';
import { repairDetails } from './repair.js';
import type { Report } from './report.js';
import { labelled, type Style, type Tone } from './style.js';
import { addressCount, causeText, counted, messageOf, refusalText, ruleOf } from './words.js';

const tones: Readonly<Record<Severity, Tone>> = { error: 'bad', warning: 'warn', notice: 'note' };

function glyph(kind: Severity | 'good' | 'unknown', { unicode }: Style): string {
  const glyphs = unicode
    ? { error: '✗', warning: '!', notice: '·', good: '✓', unknown: '?' }
    : { error: 'x', warning: '!', notice: '-', good: '+', unknown: '?' };
  return glyphs[kind];
}

/** How much is shown. */
export interface Detail {
  /** Also what passed, and the reasons of notices. */
  readonly verbose?: boolean;
}

/** The report as text, ending in a newline. */
export function terminalReport(report: Report, style: Style, detail: Detail = {}): string {
  const lines: string[] = [
    ...heading(report, style),
    ...report.findings.flatMap((finding, index) =>
      findingLines(finding, report, style, {
        ...detail,
        // Of several findings of one rule the last one tells what to do.
        brief: report.findings[index + 1]?.rule === finding.rule,
      }),
    ),
    ...unknownLines(report, style),
    ...(detail.verbose === true ? passedLines(report, style) : []),
    ...budgetLines(report, style),
    ...repairLines(report, style),
    ...footer(report, style),
  ];
  return `${lines.join('\n')}\n`;
}

function heading(report: Report, style: Style): readonly string[] {
  const passed = report.checks.filter(({ outcome }) => outcome === 'pass').length;
  const failed = report.checks.filter(({ outcome }) => outcome === 'fail').length;
  const unknown = report.checks.filter(({ outcome }) => outcome === 'unknown').length;
  const parts: readonly (readonly [Tone, string])[] = [
    ['good', `${passed} passed`],
    [failed > 0 ? 'bad' : 'dim', `${failed} failed`],
    ...(unknown > 0 ? ([['warn', `${unknown} unknown`]] as const) : []),
  ];
  const bare = parts.map(([, text]) => text).join('  ');
  const gap = Math.max(style.width - report.domain.length - bare.length, 2);
  const counts = parts.map(([tone, text]) => style.paint(tone, text)).join('  ');
  return [`${style.paint('strong', report.domain)}${' '.repeat(gap)}${counts}`];
}

function findingLines(
  finding: Report['findings'][number],
  report: Report,
  style: Style,
  { verbose = false, brief }: Detail & { readonly brief: boolean },
): readonly string[] {
  const rule = ruleOf(finding);
  const tone = tones[finding.severity];
  const head = `${glyph(finding.severity, style)} ${rule.id}`;
  const [first = '', ...rest] = labelled(`${head}  `, messageOf(finding, report.domain), style);
  const lines = [style.paint(tone, head) + first.slice(head.length), ...rest];
  if (finding.severity === 'notice' && !verbose) return lines;
  return [
    ...lines,
    ...finding.evidence.flatMap((evidence, index) =>
      evidenceLines(evidence, finding.evidence.length > 1 ? index + 1 : undefined, report, style),
    ),
    ...(brief ? [] : advice(rule, finding.mended, report, style)),
  ];
}

function advice(rule: Rule, mended: boolean, { repair }: Report, style: Style): readonly string[] {
  // Where no record can be given, "add the include" would send the user into the next error.
  const refused = repair?.kind === 'refused' && /^twenty20-|^spf-sender-/.test(rule.id);
  return [
    ...why(rule, style),
    ...(mended
      ? labelled('  fix   ', 'publish the record below', style)
      : labelled('  do    ', refused ? 'see below what stands in the way' : rule.remedy, style)),
  ];
}

function why(rule: Rule, style: Style): readonly string[] {
  const [reference] = rule.references;
  const source = reference === undefined ? '' : ` (${reference})`;
  return labelled('  why   ', `${rule.why.replace(/\.$/, '')}${source}`, style);
}

/** The published text, with the places that matter underlined. */
function evidenceLines(
  { text, at, spans = [] }: Evidence,
  number: number | undefined,
  { domain }: Report,
  { paint }: Style,
): readonly string[] {
  const mark = number === undefined ? '    | ' : `${String(number).padStart(5)} | `;
  const place = at === undefined || at === domain ? '' : paint('dim', `  at ${shown(at)}`);
  const pieces: { readonly text: string; readonly marked: boolean }[] = [];
  let from = 0;
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    if (start < from) continue;
    pieces.push({ text: shown(text.slice(from, start)), marked: false });
    pieces.push({ text: shown(text.slice(start, end)), marked: true });
    from = end;
  }
  pieces.push({ text: shown(text.slice(from)), marked: false });
  const line = `${mark}${pieces.map(({ text: piece }) => piece).join('')}${place}`;
  const under = pieces
    .map(({ text: piece, marked }) => (marked ? '^' : ' ').repeat(piece.length))
    .join('')
    .trimEnd();
  return under === '' ? [line] : [line, paint('bad', ' '.repeat(mark.length) + under)];
}

/** One line for each thing that could not be looked up, with the rules that stay open for it. */
function unknownLines({ unknown }: Report, style: Style): readonly string[] {
  const byCause = new Map<string, string[]>();
  for (const { rule, cause } of unknown) {
    const text = causeText(cause);
    byCause.set(text, [...(byCause.get(text) ?? []), rule]);
  }
  return [...byCause].flatMap(([cause, rules]) => {
    const [name = '', ...others] = new Set(rules);
    const head = `${glyph('unknown', style)} ${others.length === 0 ? name : counted(others.length + 1, 'check')}`;
    const [first = '', ...rest] = labelled(`${head}  `, cause, style);
    return [
      style.paint('warn', head) + first.slice(head.length),
      ...rest,
      ...(others.length === 0 ? [] : labelled('  open  ', [name, ...others].join(', '), style)),
    ];
  });
}

function passedLines({ checks }: Report, style: Style): readonly string[] {
  return checks
    .filter(({ outcome }) => outcome === 'pass')
    .map(
      (check) =>
        `${style.paint('good', glyph('good', style))} ${check.rule}  ${style.paint('dim', `not: ${ruleOf(check).title}`)}`,
    );
}

function budgetLines({ spf }: Report, style: Style): readonly string[] {
  if (spf === null) return [];
  const size = sizeOf(spf.authorised.pass);
  const [record] = spf.records;
  const isRead =
    spf.records.length === 1 && record?.tree.root.records[0]?.record.faults.length === 0;
  const text = [
    `${spf.complete ? '' : 'at least '}${spf.lookups} of ${MAX_LOOKUPS} lookups`,
    counted(spf.voidLookups.ipv4, 'void'),
    // Of what receivers do not read nobody is authorised.
    ...(isRead
      ? [`${addressCount(size.ipv4)} IPv4 and ${addressCount(size.ipv6)} IPv6 addresses`]
      : []),
  ].join(', ');
  return labelled('  now   ', text, style).map((line) => style.paint('dim', line));
}

function repairLines({ repair, steps }: Report, style: Style): readonly string[] {
  switch (repair?.kind) {
    case undefined:
    case 'unchanged':
    case 'unknown':
      return [];
    case 'refused':
      return ['', ...labelled('  no record to publish: ', refusalText(repair.reason), style)];
    case 'record': {
      const title =
        repair.replaces.length > 1
          ? 'publish this one record instead of all'
          : 'publish this record';
      return [
        '',
        style.paint('strong', `${title} (${repair.lookups} of ${MAX_LOOKUPS} lookups)`),
        style.paint('good', repair.record),
        ...repairDetails(repair, steps, style),
      ];
    }
  }
}

function footer({ findings, verdict }: Report, style: Style): readonly string[] {
  const worst = findings[0];
  if (worst !== undefined) return ['', style.paint('dim', `spf-doctor explain ${worst.rule}`)];
  return verdict === 'sound'
    ? [style.paint('good', `${glyph('good', style)} nothing is wrong`)]
    : [];
}
