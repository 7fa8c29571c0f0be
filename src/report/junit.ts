/** The report as JUnit XML: a test case a check, as CI systems read it. */
import { isAtLeast, type Check } from '../rules/judgement.js';
import type { Severity } from '../rules/profile.js';
import { areaOf } from '../rules/selection.js';
import { adviceOf, lineOf } from './advice.js';
import { markup } from './escape.js';
import type { Report } from './report.js';
import { causeText } from './words.js';

/**
 * One test suite, ending in a newline. A check with a finding as grave as `failOn` is a failure, one that
 * could not be determined an error; graver findings decide, and lesser ones are told as output.
 */
export function junitReport(report: Report, failOn: Severity | 'never' = 'error'): string {
  const cases = report.checks.map((check) => caseOf(check, report, failOn));
  const count = (element: string) =>
    cases.filter((text) => text.includes(`\n    <${element}`)).length;
  const attributes = [
    `name="${markup(report.domain)}"`,
    `tests="${cases.length}"`,
    `failures="${count('failure')}"`,
    `errors="${count('error')}"`,
    `skipped="${count('skipped')}"`,
  ];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `<testsuite ${attributes.join(' ')}>`,
    ...cases,
    '</testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function caseOf(check: Check, report: Report, failOn: Severity | 'never'): string {
  const inside = [...outcomeOf(check, report, failOn)].map((line) => `    ${line}`);
  const open = `  <testcase classname="${markup(`${report.domain}.${areaOf(check.rule)}`)}" name="${check.rule}"`;
  return inside.length === 0 ? `${open}/>` : [`${open}>`, ...inside, '  </testcase>'].join('\n');
}

function* outcomeOf(
  { rule, outcome }: Check,
  report: Report,
  failOn: Severity | 'never',
): Iterable<string> {
  switch (outcome) {
    case 'pass':
      return;
    case 'skipped':
      yield '<skipped/>';
      return;
    case 'unknown': {
      const cause = report.unknown.find((entry) => entry.rule === rule)?.cause;
      const told = cause === undefined ? 'could not be determined' : causeText(cause);
      yield `<error type="unknown" message="${markup(told)}"/>`;
      return;
    }
    case 'fail': {
      const told = report.findings
        .filter((finding) => finding.rule === rule)
        .map((finding) => ({ ...adviceOf(finding, report), severity: finding.severity }));
      const text = told.map((advice) => markup(`${lineOf(advice)} ${advice.why}.`)).join('\n');
      const failed = told.find(({ severity }) => failOn !== 'never' && isAtLeast(severity, failOn));
      yield failed === undefined
        ? `<system-out>${text}</system-out>`
        : `<failure type="${failed.severity}" message="${markup(failed.message)}">${text}</failure>`;
    }
  }
}
