/** What was found in files: for people, with the line and the place in it, and for machines. */
import type { Linted, PlacedEdit, PlacedFinding } from '../lint/lint.js';
import { severities } from '../rules/judgement.js';
import { shown } from './escape.js';
import { workflowCommands } from './github.js';
import type { SarifResult } from './sarif.js';
import type { LintJson } from './schema.js';
import { glyph, labelled, severityTones, type Style } from './style.js';
import { changeText, counted, messageOf, ruleOf } from './words.js';

/** One file, with what was found in it. */
export interface LintedFile {
  /** As it was given. */
  readonly file: string;
  readonly lines: readonly string[];
  readonly linted: Linted;
  /** What `--fix` has changed in it, with the lines before that. */
  readonly fixed?: { readonly lines: readonly string[]; readonly edits: readonly PlacedEdit[] };
}

/** The findings as a compiler tells them, ending in a newline. */
export function terminalLint(files: readonly LintedFile[], style: Style): string {
  const blocks = files.flatMap((each) => [
    ...fixedBlocks(each, style),
    ...each.linted.findings.map((finding) => findingLines(finding, each, style).join('\n')),
  ]);
  return `${[...blocks, summary(files, style)].join('\n\n')}\n`;
}

/** What was changed, line by line, with the reasons. */
function fixedBlocks({ file, lines, fixed }: LintedFile, style: Style): readonly string[] {
  const byLine = new Map<number, PlacedEdit[]>();
  for (const edit of fixed?.edits ?? []) {
    byLine.set(edit.at.line, [...(byLine.get(edit.at.line) ?? []), edit]);
  }
  return [...byLine].map(([line, edits]) =>
    [
      `${style.paint('strong', `${shown(file)}:${line}`)}  ${style.paint('good', 'fixed')}`,
      ...edits.flatMap(({ changes }) =>
        changes.flatMap((change) => labelled('  ', changeText(change), style)),
      ),
      style.paint('bad', `  - ${shown(fixed?.lines[line - 1] ?? '')}`),
      style.paint('good', `  + ${shown(lines[line - 1] ?? '')}`),
    ].join('\n'),
  );
}

function findingLines(
  finding: PlacedFinding,
  { file, lines, linted }: LintedFile,
  style: Style,
): readonly string[] {
  const { rule, severity, at, endColumn, domain } = finding;
  const head = `${glyph(severity, style)} ${rule}`;
  const place = style.paint('strong', `${shown(file)}:${at.line}:${at.column}`);
  return [
    `${place}  ${style.paint(severityTones[severity], head)}`,
    ...labelled('  ', messageOf(finding, domain), style),
    ...frame(lines[at.line - 1] ?? '', at, endColumn, style).map((line, index) =>
      index === 1 ? style.paint(severityTones[severity], line) : line,
    ),
    ...labelled('  do  ', ruleOf(finding).remedy, style),
    ...(editOf(finding, linted) === undefined
      ? []
      : labelled('  fix ', '--fix writes what was meant', style)),
  ];
}

/** The edit of the record that a finding is about. */
function editOf({ domain }: PlacedFinding, { edits }: Linted): PlacedEdit | undefined {
  return edits.find((edit) => edit.domain === domain);
}

/** The line, cut around the place where it is longer than the device is wide, and the mark under it. */
function frame(
  line: string,
  { line: number, column }: PlacedFinding['at'],
  endColumn: number | undefined,
  { width }: Style,
): readonly [string, string] {
  const margin = `${String(number).padStart(6)} | `;
  const room = Math.max(width - margin.length - 6, 24);
  // A line may be as long as a file: what is far away need not be escaped to be cut off.
  const before = shown(line.slice(Math.max(column - 1 - room, 0), column - 1));
  const marked = shown(line.slice(column - 1, Math.min(endColumn ?? column, column - 1 + room)));
  const after = shown(line.slice(column - 1, column - 1 + room)).slice(marked.length);
  const cutBefore = column - 1 > room || before.length > room / 2;
  const left = cutBefore ? `...${before.slice(-Math.floor(room / 2))}` : before;
  const space = Math.max(room - left.length, 1);
  const right = `${marked}${after}`;
  const isCut = right.length > space || line.length > column - 1 + room;
  return [
    `${margin}${left}${right.slice(0, space)}${isCut ? '...' : ''}`.trimEnd(),
    ' '.repeat(margin.length + left.length) +
      '^'.repeat(Math.max(Math.min(marked.length, space), 1)),
  ];
}

function totalOf(files: readonly LintedFile[], count: 'records' | 'skipped'): number {
  return files.reduce((sum, { linted }) => sum + linted[count], 0);
}

function summary(files: readonly LintedFile[], style: Style): string {
  const findings = files.flatMap(({ linted }) => linted.findings);
  const counts = severities.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [style.paint(severityTones[severity], counted(count, severity))];
  });
  const skipped = totalOf(files, 'skipped');
  return [
    counted(totalOf(files, 'records'), 'record'),
    ...(files.length === 1 ? [] : [counted(files.length, 'file')]),
    ...(counts.length === 0
      ? [style.paint('good', `${glyph('good', style)} nothing is wrong`)]
      : counts),
    ...(skipped === 0 ? [] : [style.paint('dim', `${counted(skipped, 'other value')} skipped`)]),
  ].join(', ');
}

/** `lint --format json`. */
export function lintJson(files: readonly LintedFile[], verdict: LintJson['verdict']): LintJson {
  return {
    schema: 1,
    verdict,
    records: totalOf(files, 'records'),
    skipped: totalOf(files, 'skipped'),
    findings: files.flatMap(({ file, linted }) =>
      linted.findings.map((finding) => ({
        rule: finding.rule,
        severity: finding.severity,
        message: messageOf(finding, finding.domain),
        file,
        ...finding.at,
        ...fixOf(editOf(finding, linted)),
      })),
    ),
  };
}

function fixOf(edit: PlacedEdit | undefined): Pick<LintJson['findings'][number], 'fix'> {
  return edit === undefined
    ? {}
    : { fix: { record: edit.record, changes: edit.changes.map(changeText) } };
}

/** The findings as annotations of GitHub Actions at their lines. */
export function githubLint(files: readonly LintedFile[]): string {
  return workflowCommands(
    files.flatMap(({ file, linted }) =>
      linted.findings.map((finding) => ({
        severity: finding.severity,
        title: finding.rule,
        message: lineOf(finding),
        at: { file, ...finding.at },
      })),
    ),
  );
}

/** The findings as results of SARIF in their files. */
export function sarifLint(files: readonly LintedFile[]): readonly SarifResult[] {
  return files.flatMap(({ file, linted }) =>
    linted.findings.map((finding) => ({
      rule: finding.rule,
      severity: finding.severity,
      message: lineOf(finding),
      uri: encodeURI(file.replaceAll('\\', '/')).replace(/[?#]/g, encodeURIComponent),
      region: { ...finding.at, endColumn: finding.endColumn },
    })),
  );
}

function lineOf(finding: PlacedFinding): string {
  return `${messageOf(finding, finding.domain)}. ${ruleOf(finding).remedy}`;
}
