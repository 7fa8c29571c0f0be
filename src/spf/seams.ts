/** Where the character-strings of a record meet (RFC 7208 3.3), and what ran together there. */
import { LONGEST_TERM, startsTerm } from './near-miss.js';
import { readTerm } from './parse.js';
import type { Term } from './record.js';

/** Where each string but the last ends, as offsets in the text. */
export function seamsIn(strings: readonly string[]): readonly number[] {
  let at = 0;
  return strings.slice(0, -1).map((string) => (at += string.length));
}

/** The term, cut at the seams inside it where it can only have been two terms. */
export function piecesAt({ kind, text, span }: Term, seams: readonly number[]): readonly string[] {
  const ends = seams
    .slice(firstOver(seams, span.start), firstOver(seams, span.end - 1))
    .map((seam) => seam - span.start);
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

/** The place of the first seam behind an offset. */
function firstOver(seams: readonly number[], offset: number): number {
  let low = 0;
  let high = seams.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((seams[middle] ?? 0) > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}
