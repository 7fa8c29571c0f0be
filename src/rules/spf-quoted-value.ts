import { txtValue, type TxtRecord } from '../dns/answer.js';
import type { Span } from '../spf/record.js';
import { isSpf } from '../spf/select.js';
import { nearMissOf } from '../spf/near-miss.js';
import { shown } from './own-records.js';
import { problem, rule } from './rule.js';
import { quotesIn } from '../spf/stray-characters.js';

type Place = 'front' | 'inside' | 'end';

const clauses: Readonly<Record<Place, string>> = {
  front: 'quote marks stand in front of "v=spf1", so receivers do not read the value as SPF',
  inside: 'quote marks stand inside the record',
  end: 'quote marks stand at the end of the record',
};

export const spfQuotedValue = rule({
  id: 'spf-quoted-value',
  title: 'quote marks that are part of the SPF value',
  severity: 'error',
  why: 'The panel of the DNS host adds the quotes of the zone file by itself; the ones typed into it are published as text, and receivers cannot read the record.',
  remedy: 'Edit the value in the panel and remove the quote marks and backslashes from it.',
  references: ['RFC 7208 4.5', 'RFC 1035 5.1'],
  needs: ['txt'],
  *check({ domain, facts: { txt } }) {
    for (const record of txt.values) {
      const found = quotesOf(record);
      if (found === undefined) continue;
      const { place, spans } = found;
      yield problem({ place }, { evidence: shown(txtValue(record), domain, ...spans) });
    }
  },
  say: ({ place }) => clauses[place],
});

function quotesOf(
  record: TxtRecord,
): { readonly place: Place; readonly spans: readonly Span[] } | undefined {
  const value = txtValue(record);
  const quotes = quotesIn(value).map(({ index, mark }) => ({
    mark,
    span: { start: index, end: index + mark.length },
  }));
  if (nearMissOf(record)?.kind === 'quoted') {
    return { place: 'front', spans: quotes.map(({ span }) => span) };
  }
  if (!isSpf(value)) return undefined;
  const end = value.trimEnd().length;
  // A single apostrophe may stand in a macro or the value of a modifier.
  const wrong = quotes.filter(({ mark, span }) => mark !== "'" || span.end === end);
  if (wrong.length === 0) return undefined;
  const place = wrong.every(({ span }) => span.end === end) ? 'end' : 'inside';
  return { place, spans: wrong.map(({ span }) => span) };
}
