/** The report as annotations of GitHub Actions: workflow commands, one a line. */
import type { Severity } from '../rules/profile.js';
import { adviceOf, lineOf, openQuestions } from './advice.js';
import { workflowCommand } from './escape.js';
import type { Report } from './report.js';

/** Something to annotate, at a place in a file where there is one. */
export interface Annotation {
  readonly severity: Severity;
  readonly title: string;
  readonly message: string;
  readonly at?: { readonly file: string; readonly line: number; readonly column: number };
}

/** Lines such as `::error title=spf-missing::...`; nothing where there is nothing to tell. */
export function workflowCommands(annotations: readonly Annotation[]): string {
  return annotations.map((annotation) => `${commandOf(annotation)}\n`).join('');
}

function commandOf({ severity, title, message, at }: Annotation): string {
  const properties = {
    ...(at && { file: at.file, line: String(at.line), col: String(at.column) }),
    title,
  };
  const told = Object.entries(properties).map(
    ([name, value]) => `${name}=${workflowCommand(value, { property: true })}`,
  );
  return `::${severity} ${told.join(',')}::${workflowCommand(message)}`;
}

/** The findings of a report as annotations; what could not be looked up is a warning. */
export function githubReport(report: Report): string {
  return workflowCommands([
    ...report.findings.map((finding): Annotation => ({
      severity: finding.severity,
      title: `${report.domain}: ${finding.rule}`,
      message: lineOf(adviceOf(finding, report)),
    })),
    ...openQuestions(report).map(({ cause, rules }): Annotation => ({
      severity: 'warning',
      title: `${report.domain}: unknown`,
      message: `${cause} (${rules.join(', ')})`,
    })),
  ]);
}
