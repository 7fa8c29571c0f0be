/** SPF records in files, judged by what they say themselves: nothing is looked up. */
import { txtValue } from '../dns/answer.js';
import { answer } from '../dns/asking.js';
import type { DomainName } from '../dns/name.js';
import type { Position } from '../dns/zone-text.js';
import { checklist } from '../rules/index.js';
import { judgeRules, type Finding } from '../rules/judgement.js';
import { defaultProfile } from '../rules/profile.js';
import type { Rule } from '../rules/rule.js';
import { isChosen, type Selection } from '../rules/selection.js';
import type { Edit } from '../spf/change.js';
import { nearMissOf } from '../spf/near-miss.js';
import { isSpf } from '../spf/select.js';
import { textEdits } from '../spf/text-edits.js';
import { findFacts } from '../survey/observe.js';
import type { FactName } from '../survey/survey.js';
import type { PlacedName, PlacedValue } from './source.js';

/** A finding and where the file has it. */
export interface PlacedFinding extends Finding {
  /** The name of the record. */
  readonly domain: DomainName;
  readonly at: Position;
  /** Behind the last character of what is wrong, on the same line; absent where no place is meant. */
  readonly endColumn?: number;
}

/** A record that its text alone shows how to mend, with the one place in the file that changes. */
export interface PlacedEdit extends Edit {
  readonly domain: DomainName;
  readonly at: Position;
  /** What stands there, on one line; it may be empty. */
  readonly before: string;
  readonly after: string;
}

/** What became of one file. */
export interface Linted {
  /** SPF records, and values that were meant to be. */
  readonly records: number;
  /** TXT values that have nothing to do with SPF. */
  readonly skipped: number;
  /** In the order of the file. */
  readonly findings: readonly PlacedFinding[];
  /** Edits that are proved to change no result, likewise; of names with findings. */
  readonly edits: readonly PlacedEdit[];
}

const facts: ReadonlySet<FactName> = new Set(['txt', 'spf', 'meant']);

/** That there is no record is no fault of a file; who needs which include it does not know. */
const elsewhere = new Set(['spf-undetermined', 'spf-missing', 'spf-domain-nxdomain']);

/** The rules that can be judged by the text alone. */
export const textRules: readonly Rule[] = checklist.filter(
  ({ id, needs }) =>
    needs.every((need) => facts.has(need)) && !elsewhere.has(id) && !id.startsWith('twenty20-'),
);

/** Judges what was read from one file. What depends on names that the file does not hold is left open. */
export function lint(names: readonly PlacedName[], selection: Selection = {}): Linted {
  const profile = { ...defaultProfile, twenty20: false };
  const placed = new Map(names.map((each) => [each.name, each.values]));
  const findings: PlacedFinding[] = [];
  const edits: PlacedEdit[] = [];
  let records = 0;
  let skipped = 0;
  for (const { name, values, know } of names) {
    const own = values.filter(isMeant);
    records += own.length;
    skipped += values.length - own.length;
    if (own.length === 0) continue;
    const survey = { domain: name, facts: answer(findFacts(name, { facts, includes: [] }), know) };
    const judged = judgeRules(textRules, survey, profile, ({ id }) => isChosen(id, selection));
    findings.push(
      ...judged.findings.map((finding) => ({
        ...finding,
        domain: name,
        ...placeOf(finding, { name, own }, placed),
      })),
    );
    // Of several records none can be mended without a word about the others.
    const [value, ...others] = own;
    if (judged.findings.length === 0 || value === undefined || others.length > 0) continue;
    const edit = textEdits(name, value.strings);
    if (edit !== undefined) edits.push({ ...edit, domain: name, ...placeOfEdit(edit, value) });
  }
  return { records, skipped, findings: findings.toSorted(inFile), edits: edits.toSorted(inFile) };
}

function inFile(
  { at: a }: { readonly at: Position },
  { at: b }: { readonly at: Position },
): number {
  return a.line - b.line || a.column - b.column;
}

/** From the first character that differs to the last one. */
function placeOfEdit(
  { record }: Edit,
  value: PlacedValue,
): Pick<PlacedEdit, 'at' | 'before' | 'after'> {
  const text = txtValue(value);
  const most = Math.min(text.length, record.length);
  let start = 0;
  while (start < most && text[start] === record[start]) start += 1;
  let end = 0;
  while (end < most - start && text.at(-1 - end) === record.at(-1 - end)) end += 1;
  return {
    at: value.placeOf(start),
    before: text.slice(start, text.length - end),
    after: record.slice(start, record.length - end),
  };
}

/**
 * The text of a file with its edits; those whose place is written in another way than the record reads
 * (over several strings, with escapes) are left out.
 */
export function applyEdits(
  text: string,
  edits: readonly PlacedEdit[],
): { readonly text: string; readonly applied: readonly PlacedEdit[] } {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const pieces: string[] = [];
  const applied: PlacedEdit[] = [];
  let from = 0;
  for (const edit of edits) {
    const at = (starts[edit.at.line - 1] ?? text.length) + edit.at.column - 1;
    if (at < from || !text.startsWith(edit.before, at)) continue;
    pieces.push(text.slice(from, at), edit.after);
    applied.push(edit);
    from = at + edit.before.length;
  }
  return { text: pieces.join('') + text.slice(from), applied };
}

/** Whether the value is an SPF record, or was meant to be one. */
function isMeant(value: PlacedValue): boolean {
  return isSpf(txtValue(value)) || nearMissOf(value) !== undefined;
}

/** Where a finding's text stands: at its own name, or at one that it includes. */
function placeOf(
  finding: Finding,
  { name, own }: { readonly name: DomainName; readonly own: readonly PlacedValue[] },
  names: ReadonlyMap<DomainName, readonly PlacedValue[]>,
): Pick<PlacedFinding, 'at' | 'endColumn'> {
  const [evidence] = finding.evidence;
  const { at: where = name } = evidence ?? {};
  const there = where === name ? own : (names.get(where) ?? own);
  const found = there.find((value) => txtValue(value) === evidence?.text);
  const value = found ?? own[0];
  if (value === undefined) throw new Error('a finding is about a value');
  const span = found === undefined ? undefined : evidence?.spans?.[0];
  const at = value.placeOf(span?.start ?? 0);
  const end = value.endOf(span?.end ?? txtValue(value).length);
  const isOneLine = end.line === at.line && end.column > at.column;
  return { at, ...(isOneLine ? { endColumn: end.column } : {}) };
}
