import { txtValue, type TxtRecord } from '../dns/answer.js';
import { parseSpf, readTerm } from '../spf/parse.js';
import type { Span, Term } from '../spf/record.js';
import { isSpf } from '../spf/select.js';
import { LONGEST_TERM, nearMissOf, startsTerm } from '../spf/near-miss.js';
import { shown } from './own-records.js';
import { problem, rule } from './rule.js';

export const spfGluedStrings = rule({
  id: 'spf-glued-strings',
  title: 'two terms run together where one string ends and the next begins',
  severity: 'error',
  why: 'The strings of a TXT record are joined with nothing in between, so the last term of one and the first of the next become one word, and neither of them works.',
  remedy:
    'Put a space at the end of the first string, inside its quotes, or enter the record as one string.',
  references: ['RFC 7208 3.3'],
  needs: ['txt'],
  *check({ domain, facts: { txt } }) {
    for (const record of txt.values) {
      const value = txtValue(record);
      for (const { pieces, span } of seamsOf(record, value)) {
        yield problem(
          { pieces },
          { subject: pieces.join(''), evidence: shown(value, domain, span) },
        );
      }
    }
  },
  say: ({ pieces }) => `strings meet here without a space; write ${pieces.join(' ')}`,
});

interface Seam {
  /** The terms that run together, and what else is behind the last of them. */
  readonly pieces: readonly string[];
  readonly span: Span;
}

/** The words that begin in one string and go on with another term in the next. */
function* seamsOf(record: TxtRecord, value: string): Generator<Seam> {
  if (record.strings.length < 2) return;
  const miss = nearMissOf(record);
  if (miss?.kind === 'glued') {
    const [word = ''] = value.split(' ', 1);
    const pieces = [word.slice(0, miss.at), word.slice(miss.at)];
    yield { pieces, span: { start: 0, end: word.length } };
  }
  if (!isSpf(value)) return;
  const boundaries = boundariesOf(record);
  let next = 0;
  for (const term of parseSpf(value).terms) {
    const inside: number[] = [];
    for (; (boundaries[next] ?? Infinity) < term.span.end; next += 1) {
      const at = (boundaries[next] ?? 0) - term.span.start;
      if (at > 0) inside.push(at);
    }
    const pieces = piecesOf(term, inside);
    if (pieces.length > 1) yield { pieces, span: term.span };
  }
}

function boundariesOf({ strings }: TxtRecord): readonly number[] {
  let at = 0;
  return strings.slice(0, -1).map((string) => (at += string.length));
}

/** The word, cut where it can only have been two terms; `ends` are those of strings within it. */
function piecesOf({ kind, text }: Term, ends: readonly number[]): readonly string[] {
  const pieces: string[] = [];
  let from = 0;
  for (const [index, end] of ends.entries()) {
    if (end - from > LONGEST_TERM || !readTerm(text.slice(from, end)).ok) continue;
    const right = text.slice(end, end + LONGEST_TERM);
    const startsHere = startsTerm(right) || startsTerm(text.slice(end, ends[index + 1]));
    // `include:spf.example.` and `mx` make a legal name: there the right side has to be marked as a term.
    const isMarked = /^[+\-~?]|^[a-z0-9]+[:=]/i.test(right);
    if (!startsHere || (kind !== 'invalid' && !isMarked)) continue;
    pieces.push(text.slice(from, end));
    from = end;
  }
  return [...pieces, text.slice(from)];
}
