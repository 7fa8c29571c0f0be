/** The report as Markdown, for tickets and mails. */
import type { Evidence } from '../rules/rule.js';
import { MAX_LOOKUPS } from '../spf/limits.js';
import { adviceOf, closing, openQuestions, tally } from './advice.js';
import { markdown, markdownBlock, markdownCode } from './escape.js';
import type { Report } from './report.js';
import type { PublishingStep } from './steps.js';
import { changeText, counted, noteText, refusalText } from './words.js';

/** The report as CommonMark, ending in a newline. */
export function markdownReport(report: Report): string {
  const { passed, failed, unknown } = tally(report);
  const counts = [`${passed} passed`, `${failed} failed`, `${unknown} unknown`].join(', ');
  const parts = [
    `# Mail set-up of ${markdownCode(report.domain)}`,
    `**${closing(report)}** ${counts}.`,
    ...repairParts(report),
    ...(report.findings.length === 0 ? [] : ['## Findings']),
    ...report.findings.flatMap((finding) => findingParts(finding, report)),
    ...unknownParts(report),
    ...budgetParts(report),
  ];
  return `${parts.join('\n\n')}\n`;
}

function findingParts(finding: Report['findings'][number], report: Report): readonly string[] {
  const { message, why, remedy, record } = adviceOf(finding, report);
  return [
    `### ${markdownCode(finding.rule)} (${finding.severity})`,
    `What: ${markdown(message)}`,
    ...evidenceParts(finding.evidence),
    `- Why: ${markdown(why)}\n- ${record === undefined ? `Do: ${markdown(remedy)}` : 'Fix: publish the record above'}`,
  ];
}

function evidenceParts(evidence: readonly Evidence[]): readonly string[] {
  return evidence.length === 0 ? [] : [markdownBlock(evidence.map(({ text }) => text))];
}

function repairParts({ repair, steps }: Report): readonly string[] {
  if (repair?.kind === 'refused') {
    return ['## No record to publish', `Reason: ${markdown(refusalText(repair.reason))}.`];
  }
  if (repair?.kind !== 'record') return [];
  const several = repair.replaces.length > 1;
  return [
    `## Publish this ${several ? 'one record instead of all' : 'record'}`,
    markdownBlock([repair.record]),
    [
      `- ${repair.lookups} of ${MAX_LOOKUPS} lookups`,
      ...(repair.replaces.length === 0 ? [] : repair.changes).map(
        (change) => `- Change: ${markdown(changeText(change))}`,
      ),
      ...repair.notes.map((note) => `- Note: ${markdown(noteText(note))}`),
    ].join('\n'),
    ...(steps.length === 0
      ? []
      : [steps.map((step, index) => `${index + 1}. ${stepMarkdown(step)}`).join('\n')]),
  ];
}

function stepMarkdown({ text, verbatim }: PublishingStep): string {
  return [markdown(text), ...(verbatim === undefined ? [] : [markdownCode(verbatim)])].join(' ');
}

function unknownParts(report: Report): readonly string[] {
  const open = openQuestions(report);
  if (open.length === 0) return [];
  const lines = open.map(
    ({ cause, rules }) => `- Unknown: ${markdown(cause)} (${rules.map(markdownCode).join(', ')})`,
  );
  return ['## Could not be looked up', lines.join('\n')];
}

function budgetParts({ spf }: Report): readonly string[] {
  if (spf === null) return [];
  const open = spf.complete ? '' : 'at least ';
  const voids = counted(spf.voidLookups.ipv4, 'void lookup');
  return [`Published now: ${open}${spf.lookups} of ${MAX_LOOKUPS} lookups, ${voids}.`];
}
