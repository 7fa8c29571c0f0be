/** A repaired record as a person reads it: old, new, what changes and for whom, where to paste it. */
import { providerOfInclude } from '../catalog/providers.js';
import type { AddressSpan } from '../rules/proof.js';
import type { Repair } from '../rules/repair.js';
import { includeTarget } from '../spf/amend.js';
import type { Change, ChangeKind } from '../spf/change.js';
import { MAX_LOOKUPS } from '../spf/limits.js';
import { parseSpf } from '../spf/parse.js';
import { budgetBar } from './budget.js';
import { shown } from './escape.js';
import type { RrsetChange } from './forms/rrset-change.js';
import type { PublishingStep } from './steps.js';
import { labelled, type Style, type Tone } from './style.js';
import { wordDiff, type Word } from './word-diff.js';
import { addressCount, changeText, counted, listed, noteText } from './words.js';

/** A repair that has a record. */
export type Publishable = Extract<Repair, { readonly kind: 'record' | 'unchanged' }>;

/** What there is to show of a fix. */
export interface PublishableFix {
  readonly repair: Publishable;
  readonly rrset: RrsetChange;
  readonly steps: readonly PublishingStep[];
}

/** `fix` as text. The new record stands alone on its line, whole, so that it can be copied. */
export function terminalRepair({ repair, rrset, steps }: PublishableFix, style: Style): string {
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ['', style.paint('strong', title), ...lines];
  const old = repair.kind === 'record' ? repair.replaces : [];
  const lines = [
    style.paint('strong', rrset.domain),
    ...section(
      old.length > 1 ? `old, ${old.length} records where one is allowed` : 'old',
      old.map((text) => style.paint('bad', `- ${shown(text)}`)),
    ),
    ...section(repair.kind === 'record' ? 'new: copy this line' : 'published, and may stay', [
      style.paint('good', repair.record),
    ]),
    ...section('what changes', diffLines(repair, rrset, style)),
    ...section('who may send', senderLines(repair, style)),
    ...section('DNS lookups', budgetLines(repair, style)),
    ...section(
      'notes',
      repair.notes.flatMap((note) => labelled('  ', noteText(note), style)),
    ),
    ...section('what to do', stepLines(steps, style)),
  ];
  return `${lines.join('\n')}\n`;
}

/** What changes, what to know, and the steps, in short. */
export function repairDetails(
  repair: Publishable,
  steps: readonly PublishingStep[],
  style: Style,
): readonly string[] {
  const changes = repair.kind === 'record' && repair.replaces.length > 0 ? repair.changes : [];
  return [
    ...[...new Set(changes.map(changeText))].flatMap((text) => labelled('  change  ', text, style)),
    ...repair.notes.flatMap((note) => labelled('  note    ', noteText(note), style)),
    ...stepLines(steps, style),
  ];
}

/** Numbered; what is to be looked for or copied stands below its sentence, alone and whole. */
function stepLines(steps: readonly PublishingStep[], style: Style): readonly string[] {
  return steps.flatMap(({ text, verbatim }, index) => [
    ...labelled(`  ${index + 1}. `, text, style),
    ...(verbatim === undefined ? [] : [`     ${verbatim}`]),
  ]);
}

/** The old record, word by word, beside the new one; of several the one that is edited. */
function diffLines(repair: Publishable, { removed }: RrsetChange, style: Style): readonly string[] {
  const [edited, ...others] = removed.map((strings) => strings.join(''));
  if (repair.kind === 'unchanged' || edited === undefined) return [];
  const words = wordDiff(edited.split(' '), repair.record.split(' '));
  const changed = new Set(words.filter(({ kind }) => kind !== 'same').map(({ text }) => text));
  const untold = repair.changes.filter(
    ({ term, by = '' }) =>
      !changed.has(term) && !changed.has(by) && !repair.replaces.includes(term),
  );
  return [
    ...runsOf(words, repair.changes).flatMap((run) => runLines(run, style)),
    ...[...new Set(untold.map(changeText))].flatMap((text) => labelled('    ', text, style)),
    ...others.flatMap((text) =>
      runLines({ kind: 'gone', words: [text], reason: 'no longer a record of its own' }, style),
    ),
  ];
}

/** Words in a row that have the same said about them: nothing, or one word what is said about it. */
interface Run {
  readonly kind: Word['kind'];
  readonly words: readonly string[];
  readonly reason?: string;
}

function runsOf(words: readonly Word[], changes: readonly Change[]): readonly Run[] {
  const runs: { kind: Word['kind']; words: string[]; reason?: string }[] = [];
  for (const { kind, text } of words) {
    const reason = reasonFor(kind, text, changes);
    const last = runs.at(-1);
    if (reason !== undefined) runs.push({ kind, words: [text], reason });
    else if (last?.kind === kind && last.reason === undefined) last.words.push(text);
    else runs.push({ kind, words: [text] });
  }
  return runs;
}

const marks = {
  same: ['    ', 'dim'],
  gone: ['  - ', 'bad'],
  new: ['  + ', 'good'],
} as const;

/** Words in a row that are shown. */
const MAX_WORDS = 12;

/** Every line has its mark. A reason stands beside the word where there is room, else below. */
function runLines({ kind, words, reason }: Run, style: Style): readonly string[] {
  const [mark, tone] = marks[kind];
  const more = words.length - MAX_WORDS;
  const text = words
    .slice(0, MAX_WORDS)
    .map((word) => (word === '' ? '(a space)' : shown(word)))
    .join(' ');
  if (reason === undefined) {
    return labelled('    ', more > 0 ? `${text} ... and ${more} more` : text, style).map((line) =>
      style.paint(tone, `${mark}${line.slice(4)}`),
    );
  }
  const line = `${mark}${text}`;
  return line.length + 2 + reason.length <= style.width
    ? [`${style.paint(tone, line)}  ${style.paint('dim', reason)}`]
    : [
        style.paint(tone, line),
        ...labelled('      ', reason, style).map((below) => style.paint('dim', below)),
      ];
}

/** Why a word goes or comes, where that is not plain from the words around it. */
function reasonFor(
  kind: Word['kind'],
  word: string,
  changes: readonly Change[],
): string | undefined {
  if (kind === 'same') return undefined;
  if (kind === 'gone') {
    const change = changes.find(({ term }) => term === word);
    return change && goings[change.kind];
  }
  const change = changes.find(({ term, by }) => (by ?? term) === word);
  if (change?.kind === 'add') return providerOf(word);
  if (change?.kind === 'move') return 'moved to where it takes effect';
  return change?.kind === 'redirect-to-include'
    ? `in place of ${shown(change.term)}, so that its senders stay`
    : undefined;
}

const goings: { readonly [kind in ChangeKind]?: string } = {
  mend: 'cannot be read by receivers',
  move: 'moved',
  'drop-duplicate': 'stands there already',
  'drop-unreached': 'stood behind "all" and was never reached',
  'drop-dead': 'has no record to pass anybody',
  'drop-modifier': 'had no effect beside the rest',
  'drop-void': 'finds nothing in DNS and matches nobody',
  'drop-covered': 'other terms give the same senders the same result',
  flatten: 'its networks stand in its place',
};

/** Whose servers an include is about, where the catalogue knows. */
function providerOf(word: string): string | undefined {
  const [target] = parseSpf(`v=spf1 ${word}`).terms.map(includeTarget);
  return target === undefined ? undefined : providerOfInclude(target)?.name;
}

/** Who gains and who loses by the change. */
function senderLines(repair: Publishable, style: Style): readonly string[] {
  if (repair.kind === 'unchanged') return [];
  const { gained, lost, loosened, tightened, opaque } = repair.proof;
  const line = (mark: string, tone: Tone, text: string) =>
    labelled(mark, text, style).map((part) => style.paint(tone, part));
  const closed = repair.changes.some(({ kind, term }) => kind === 'all' && isPassAll(term));
  const whole = closed ? undefined : wholeText(repair);
  const other = [...loosened, ...tightened];
  const newly = new Set(gained.flatMap(({ when }) => when));
  const open = [...new Set(opaque.map(({ term }) => term))].filter((term) => !newly.has(term));
  return [
    ...(whole === undefined ? [] : line('    ', 'good', whole)),
    ...gained.flatMap((span) => line('  + ', 'good', spanText(span))),
    ...(closed ? line('  - ', 'bad', 'everybody else, as you asked') : []),
    ...lost.flatMap((span) => line('  - ', 'bad', spanText(span))),
    ...other.flatMap((span) =>
      line('  ~ ', 'warn', `${spanText(span)}: ${span.after} instead of ${span.before}`),
    ),
    ...(lost.length > 0 || closed ? [] : line('    ', 'good', 'nobody is lost')),
    ...(open.length === 0
      ? []
      : line('    ', 'dim', `as before, each message decides about ${listed(open)}`)),
  ];
}

function isPassAll(term: string): boolean {
  return /^\+?all$/i.test(term);
}

/** What one line says of all senders. */
function wholeText({
  replaces,
  changes,
  proof: { gained, lost },
}: Extract<Repair, { readonly kind: 'record' }>): string | undefined {
  if (replaces.length > 1) {
    return `every sender of the ${replaces.length} old records, of which receivers apply none today`;
  }
  if (changes.some(({ kind }) => kind === 'mend')) {
    return 'everybody whom the old record was meant for, which receivers cannot read today';
  }
  return gained.length === 0 && lost.length === 0 ? 'the same senders as before' : undefined;
}

function spanText({ networkCount, ipv4, ipv6, provider, term, when }: AddressSpan): string {
  const everybody = ipv4 === 1n << 32n || ipv6 === 1n << 128n;
  if (everybody && when.length > 0) return `whoever ${listed(when)} matches`;
  const where = when.length === 0 ? '' : `, where ${listed(when)} matches`;
  if (term === null || /^[+\-~?]?all$/i.test(term)) return `everybody else${where}`;
  const noun = ipv4 + ipv6 === 1n ? 'address' : 'addresses';
  const families = [
    ...(ipv4 === 0n ? [] : [`${addressCount(ipv4)}${ipv6 === 0n ? '' : ' IPv4'}`]),
    ...(ipv6 === 0n ? [] : [`${addressCount(ipv6)} IPv6`]),
  ];
  return `${counted(networkCount, 'network')}, ${families.join(' and ')} ${noun} of ${provider ?? shown(term)}${where}`;
}

/** The ten lookups, before and after. */
function budgetLines({ kind, proof }: Publishable, style: Style): readonly string[] {
  const { before, after } = proof.lookups;
  const was = kind === 'record' ? `; ${before} before` : '';
  const text = `${after} of the ${MAX_LOOKUPS} that receivers make at most${was}`;
  const bar = budgetBar(after, style);
  const [first = '', ...rest] = labelled(' '.repeat(MAX_LOOKUPS + 6), text, style);
  return [`  ${bar}  ${first.trimStart()}`, ...rest];
}
