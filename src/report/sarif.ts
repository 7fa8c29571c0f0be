/** Findings as SARIF 2.1.0, the format that code scanning reads. */
import { checklist } from '../rules/index.js';
import type { Severity } from '../rules/profile.js';
import type { Rule } from '../rules/rule.js';
import { adviceOf, lineOf, openQuestions } from './advice.js';
import { markdown, shown } from './escape.js';
import type { Report } from './report.js';
import { ruleOf } from './words.js';

/** One result, in a file or about a domain. */
export interface SarifResult {
  readonly rule: string;
  readonly severity: Severity;
  /** What could not be determined is no failure of the rule (SARIF 3.27.9). */
  readonly open?: boolean;
  readonly message: string;
  /** The URI of a file, or of the TXT records of a domain (RFC 4501). */
  readonly uri: string;
  /** From 1. */
  readonly region?: {
    readonly line: number;
    readonly column: number;
    readonly endColumn: number | undefined;
  };
}

const levels = { error: 'error', warning: 'warning', notice: 'note' } as const;

/** The log as an object that is JSON; only the rules that have results are described in it. */
export function sarifLog(results: readonly SarifResult[], version: string): object {
  const used = checklist.filter(({ id }) => results.some(({ rule }) => rule === id));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'spf-doctor', semanticVersion: version, rules: used.map(describe) },
        },
        columnKind: 'utf16CodeUnits',
        results: results.map((result) => ({
          ruleId: result.rule,
          ruleIndex: used.findIndex(({ id }) => id === result.rule),
          ...(result.open === true
            ? { kind: 'open', level: 'none' }
            : { kind: 'fail', level: levels[result.severity] }),
          message: { text: shown(result.message) },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: result.uri },
                region: regionOf(result.region),
              },
            },
          ],
        })),
      },
    ],
  };
}

function regionOf(region: SarifResult['region']): object {
  if (region === undefined) return { startLine: 1 };
  const { line: startLine, column: startColumn, endColumn } = region;
  return { startLine, startColumn, ...(endColumn === undefined ? {} : { endColumn }) };
}

function describe({ id, title, why, remedy, severity, references }: Rule): object {
  const sources = references.join(', ');
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: {
      text: `${why} ${remedy} (${sources})`,
      markdown: `${markdown(why)}\n\n**Remedy:** ${markdown(remedy)}\n\n${markdown(sources)}`,
    },
    defaultConfiguration: { level: levels[severity] },
  };
}

/** The results of a report: its findings, then what could not be looked up. */
export function sarifResults(report: Report): readonly SarifResult[] {
  const uri = `dns:${report.domain}?type=TXT`;
  return [
    ...report.findings.map((finding): SarifResult => ({
      rule: finding.rule,
      severity: finding.severity,
      message: lineOf(adviceOf(finding, report)),
      uri,
    })),
    ...openQuestions(report).flatMap(({ cause, rules }) =>
      rules.map((rule): SarifResult => ({
        rule,
        severity: ruleOf({ rule }).severity,
        open: true,
        message: `Could not be determined: ${cause}`,
        uri,
      })),
    ),
  ];
}
