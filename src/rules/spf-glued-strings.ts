import { txtValue, type TxtRecord } from '../dns/answer.js';
import { nearMissOf } from '../spf/near-miss.js';
import { parseSpf } from '../spf/parse.js';
import type { Span } from '../spf/record.js';
import { piecesAt, seamsIn } from '../spf/seams.js';
import { isSpf } from '../spf/select.js';
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
  const seams = seamsIn(record.strings);
  for (const term of parseSpf(value).terms) {
    const pieces = piecesAt(term, seams);
    if (pieces.length > 1) yield { pieces, span: term.span };
  }
}
