/** An evaluation as text: the result, why, and every term on the way to it. */
import type { Evaluation, RecordTrace, Result, TermTrace } from '../spf/evaluation.js';
import { MAX_LOOKUPS, MAX_VOID_LOOKUPS } from '../spf/limits.js';
import { shown } from './escape.js';
import { labelled, type Style, type Tone } from './style.js';
import { causeText, counted, whyText } from './words.js';

const tones: Readonly<Record<Result, Tone>> = {
  pass: 'good',
  fail: 'bad',
  softfail: 'bad',
  neutral: 'note',
  none: 'note',
  temperror: 'warn',
  permerror: 'bad',
};

/** The whole screen. */
export function terminalEvaluation(evaluation: Evaluation, style: Style): string {
  const { result, sender, ip, helo, explanation, trace } = evaluation;
  const lines = [
    `${style.paint(tones[result], result)}  ${shown(sender)} from ${ip}, HELO ${shown(helo)}`,
    ...labelled('  why   ', whyText(evaluation), style),
    ...(explanation === null ? [] : labelled('  says  ', shown(explanation), style)),
    ...(trace === null ? [] : ['', ...rootLines(trace, style)]),
    style.paint('dim', budget(evaluation)),
  ];
  return `${lines.join('\n')}\n`;
}

function budget({ lookups, voidLookups }: Evaluation): string {
  return `${lookups} of ${MAX_LOOKUPS} lookups, ${counted(voidLookups, 'void lookup')} of ${MAX_VOID_LOOKUPS}`;
}

function rootLines(trace: RecordTrace, style: Style): readonly string[] {
  const { domain, record } = trace;
  return [
    [style.paint('strong', domain), ...(record === null ? [] : [shown(record)])].join('  '),
    ...trace.terms.flatMap((term) => termLines(term, '', style)),
  ];
}

/** The number of the lookup, the term, and what came of it; below it what it led to. */
function termLines(trace: TermTrace, indent: string, style: Style): readonly string[] {
  const { term, ordinal, below } = trace;
  const number = ordinal === null ? '' : String(ordinal);
  const line = [`${number.padStart(4)}  ${indent}${shown(term)}`, ...notes(trace, style)];
  const lower = below?.terms.flatMap((each) => termLines(each, `${indent}  `, style)) ?? [];
  return [line.join('  '), ...lower];
}

function notes(trace: TermTrace, style: Style): readonly string[] {
  const { term, target, voidLookups, answers, below } = trace;
  return [
    ...(target !== null && term.includes('%') ? [style.paint('dim', `asks ${shown(target)}`)] : []),
    outcomeNote(trace, style),
    ...(below === undefined ? [] : [style.paint('dim', below.result)]),
    ...(voidLookups === 0 ? [] : [style.paint('warn', counted(voidLookups, 'void lookup'))]),
    ...answers.flatMap((answer) =>
      answer.kind === 'failure' ? [style.paint('warn', causeText(answer))] : [],
    ),
  ];
}

function outcomeNote({ outcome, below, term }: TermTrace, style: Style): string {
  switch (outcome) {
    case 'match':
      // A redirect is followed, it does not match.
      return style.paint('strong', below && /^redirect=/i.test(term) ? 'followed' : 'match');
    case 'no-match':
      return style.paint('dim', 'no match');
    case 'error':
      return style.paint('bad', 'error');
  }
}
