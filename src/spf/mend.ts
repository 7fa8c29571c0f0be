/** Records that break the syntax, written as they can only have been meant. */
import type { Change } from './change.js';
import { parseSpf, readTerm } from './parse.js';
import { printTerms } from './print.js';
import type { SpfRecord, SyntaxFault, Term } from './record.js';
import { LONGEST_TERM } from './near-miss.js';
import { piecesAt, seamsIn } from './seams.js';
import { withoutQuotes, withoutStrays } from './stray-characters.js';
import { plainCorrections } from './suggest.js';

/** A record that could be mended whole, or the first fault that leaves a choice. */
export type Mending =
  | { readonly ok: true; readonly record: string; readonly changes: readonly Change[] }
  | { readonly ok: false; readonly fault: SyntaxFault };

/** A bound of this program: errors that are mended in one record. */
const MAX_MENDED = 100;

/**
 * Mends every syntax error of a record, each only where one reading is plausible: a word misspelt, a sign
 * or quote mark too many, a space that is missing or out of place, a modifier repeated word for word.
 * Legal terms stay as they are, unless a lone piece beside one can belong to nothing else, or they ran
 * together where two strings meet.
 * @param strings The record's character-strings.
 */
export function mendRecord(record: SpfRecord, strings: readonly string[] = []): Mending {
  const changes: Change[] = [];
  const texts: string[] = [];
  const seams = seamsIn(strings);
  const { terms, faults } = record;
  const [first] = faults;
  if (first !== undefined && faults.length > MAX_MENDED) return { ok: false, fault: first };
  for (let index = 0; index < terms.length; index += 1) {
    const term = terms[index];
    if (term === undefined) break;
    const pieces = piecesAt(term, seams);
    if (pieces.length > 1 && pieces.every(isLegal)) {
      const by = pieces.join(' ');
      changes.push({ kind: 'mend', term: term.text, by });
      texts.push(by);
      continue;
    }
    const next = terms[index + 1];
    const joined = next === undefined ? undefined : joinedOf(term, next);
    if (joined !== undefined) {
      changes.push({ kind: 'mend', term: `${term.text} ${next?.text ?? ''}`, by: joined });
      texts.push(joined);
      index += 1;
      continue;
    }
    const fault = faultAt(record, term);
    if (fault === undefined) {
      texts.push(term.text);
      continue;
    }
    if (fault.problem === 'duplicate-modifier') {
      const isRepeated = terms
        .slice(0, index)
        .some(({ text }) => text.toLowerCase() === term.text.toLowerCase());
      if (!isRepeated) return { ok: false, fault };
      changes.push({ kind: 'drop-duplicate', term: term.text });
      continue;
    }
    const [reading, ...others] = readingsOf(term.text);
    if (reading === undefined || others.length > 0) return { ok: false, fault };
    changes.push({ kind: 'mend', term: term.text, by: reading });
    texts.push(reading);
  }
  const text = printTerms(texts);
  const [left] = parseSpf(text).faults;
  return left === undefined ? { ok: true, record: text, changes } : { ok: false, fault: left };
}

function faultAt({ faults }: SpfRecord, { span }: Term): SyntaxFault | undefined {
  return faults.find((fault) => span.start <= fault.span.start && fault.span.end <= span.end);
}

function isLegal(text: string): boolean {
  return text.length <= LONGEST_TERM && readTerm(text).ok;
}

/**
 * Two words as one term, where a blank can only have slipped in between: a lone sign in front of a
 * mechanism, a mechanism in front of a value that is no term itself, a prefix length behind its address.
 */
function joinedOf(left: Term, right: Term): string | undefined {
  const isPiece = left.kind === 'invalid' || right.kind === 'invalid';
  const joined = `${left.text}${right.text}`;
  if (!isPiece || !isLegal(joined)) return undefined;
  if (/^[+\-~?]$/.test(left.text)) return right.kind === 'modifier' ? undefined : joined;
  if (right.kind !== 'invalid') return undefined;
  const isOpen = /^[+\-~?]?(?:include|exists|a|mx|ptr|ip4|ip6):?$|\/$/i.test(left.text);
  const isTail = /^[:/]/.test(right.text);
  return isOpen || isTail ? joined : undefined;
}

/** Every plausible way to read a word that is no legal term, as text for it; two are enough to be unsure. */
function readingsOf(word: string): readonly string[] {
  if (word.length > LONGEST_TERM) return [];
  const unstrayed = withoutStrays(withoutQuotes(word));
  if (unstrayed !== word && unstrayed.split(' ').every(isLegal)) return [unstrayed];
  return [...new Set([...plainCorrections(word, isLegal), ...splitsOf(word)])];
}

/** The ways to cut a word into legal terms that all look like one: a sign or "name:" begins each but the first. */
function splitsOf(word: string): readonly string[] {
  const starts = [
    ...word.matchAll(
      /(?=[+\-~?](?:all$|(?:include|exists|a|mx|ptr|ip4|ip6)\b)|(?:include|exists|a|mx|ip4|ip6):)/gi,
    ),
  ]
    .map(({ index }) => index)
    .filter((index) => index > 0);
  // From the end on: the ways to read what begins at each place, two at most.
  const tails = new Map<number, readonly string[]>();
  for (const from of [0, ...starts].toReversed()) {
    const rest = word.slice(from);
    const ways = isLegal(rest) ? [rest] : [];
    for (const start of starts) {
      if (start <= from || ways.length > 1) continue;
      const head = word.slice(from, start);
      if (isLegal(head)) ways.push(...(tails.get(start) ?? []).map((tail) => `${head} ${tail}`));
    }
    tails.set(from, ways.slice(0, 2));
  }
  return tails.get(0) ?? [];
}
