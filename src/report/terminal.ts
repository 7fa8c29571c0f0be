/** The report as a person reads it in a terminal: what, why, and what to paste. */
import { mailServerText } from '../mail/server.js';
import type { Finding } from '../rules/judgement.js';
import type { Evidence } from '../rules/rule.js';
import { sizeOf } from '../spf/ranges.js';
import { MAX_LOOKUPS } from '../spf/limits.js';
import { adviceOf, type Advice, closing, openQuestions, tally } from './advice.js';
import { stageLines } from './connection.js';
import { shown } from './escape.js';
import { pageSummary, terminalPage } from './page.js';
import { repairDetails } from './repair.js';
import type { Report } from './report.js';
import { glyph, labelled, severityTones, type Style, type Tone } from './style.js';
import { addressCount, answerText, counted, refusalText, ruleOf } from './words.js';

/** How much is shown. */
export interface Detail {
  /** Also what passed, the reasons of notices, and who answered what. */
  readonly verbose?: boolean;
  /** Also the rows of the page; `verbose` shows them too. */
  readonly checklist?: boolean;
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
    ...(detail.verbose === true ? observedLines(report, style) : []),
    ...(detail.verbose === true ? connectionLines(report, style) : []),
    ...budgetLines(report, style),
    ...pageLines(report, style, detail),
    ...repairLines(report, style),
    ...footer(report, style),
  ];
  return `${lines.join('\n')}\n`;
}

function heading(report: Report, style: Style): readonly string[] {
  const { passed, failed, unknown } = tally(report);
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
  const advice = adviceOf(finding, report);
  const lines = headLines(finding, advice, style);
  if (finding.severity === 'notice' && !verbose) return lines;
  return [
    ...lines,
    ...finding.evidence.flatMap((evidence, index) =>
      evidenceLines(evidence, finding.evidence.length > 1 ? index + 1 : undefined, report, style),
    ),
    ...(brief ? [] : adviceLines(advice, style)),
  ];
}

/** What is wrong, in one clause behind its rule. */
export function headLines(
  { rule, severity }: Pick<Finding, 'rule' | 'severity'>,
  { message }: Advice,
  style: Style,
): readonly string[] {
  const head = `${glyph(severity, style)} ${rule}`;
  const [first = '', ...rest] = labelled(`${head}  `, message, style);
  return [style.paint(severityTones[severity], head) + first.slice(head.length), ...rest];
}

/** Why it matters, and what to do about it. */
export function adviceLines({ why, remedy, record }: Advice, style: Style): readonly string[] {
  return [
    ...labelled('  why   ', why, style),
    ...(record === undefined
      ? labelled('  do    ', remedy, style)
      : labelled('  fix   ', 'publish the record below', style)),
  ];
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
function unknownLines(report: Report, style: Style): readonly string[] {
  return openQuestions(report).flatMap(({ cause, rules }) => {
    const [name = '', ...others] = rules;
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

/** Every question and what was answered; who answered, once where it is always the same. */
function observedLines({ observations }: Report, style: Style): readonly string[] {
  const servers = new Set(observations.map(({ answer }) => answer.server));
  const [only] = servers.size === 1 ? servers : [];
  const asked = counted(observations.length, 'question');
  const from = only === undefined ? '' : `, all answered by ${shown(only)}`;
  return [
    ...labelled('  asked ', `${asked}${from}`, style),
    ...observations.flatMap(({ answer }) => {
      const { type, name } = answer.question;
      const text = answerText(answer, { from: only === undefined });
      return labelled(`  ${type.padEnd(5)} `, `${shown(name)}: ${text}`, style);
    }),
  ];
}

/** The rows of the page, or how many came to what. */
function pageLines(report: Report, style: Style, detail: Detail): readonly string[] {
  if (report.page.length === 0) return [];
  const full = detail.checklist === true || detail.verbose === true;
  const summary = full ? pageSummary(report) : `${pageSummary(report)} (--checklist)`;
  const lines = labelled('  page  ', summary, style).map((line) => style.paint('dim', line));
  return full ? ['', ...lines, ...terminalPage(report, style)] : lines;
}

/** Servers that may be tested; each that was talked to, with its stages, and whom a mail host takes mail for. */
function connectionLines(
  { connections, probe, untested }: Report,
  style: Style,
): readonly string[] {
  return [
    ...untested.map(({ protocol, server }) => `  test  spf-doctor connect ${protocol} ${server}`),
    ...connections.flatMap((test) => [
      `  ${test.protocol}  ${shown(mailServerText(test))}`,
      ...test.stages.flatMap((stage) => stageLines(stage, style)),
    ]),
    ...(probe === null
      ? []
      : [
          `  mx    ${shown(probe.host)}`,
          ...probe.stages.flatMap((stage) => stageLines(stage, style)),
          ...probe.recipients.flatMap(({ local, outcome, reply }) =>
            labelled(`  ${outcome.padEnd(9)} `, `${shown(local)}: ${shown(reply)}`, style),
          ),
        ]),
  ];
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

function footer(report: Report, style: Style): readonly string[] {
  const [worst] = report.findings;
  const sentence = closing(report);
  if (worst === undefined && report.verdict === 'sound') {
    return [style.paint('good', `${glyph('good', style)} ${sentence}`)];
  }
  return [
    '',
    ...labelled('', sentence, style).map((line) => style.paint('dim', line)),
    ...(worst === undefined ? [] : [style.paint('dim', `spf-doctor explain ${worst.rule}`)]),
  ];
}
