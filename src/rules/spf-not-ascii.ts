import { readTerm } from '../spf/parse.js';
import { hasRecord, shown } from './own-records.js';
import { problem, rule } from './rule.js';
import { strayName, withoutStrays } from '../spf/stray-characters.js';
import { faultsOf, sayFault } from './syntax-fault.js';

/** Octets that are spelt out: enough for one character of UTF-8. */
const MAX_SPELT = 4;

export const spfNotAscii = rule({
  id: 'spf-not-ascii',
  title: 'characters that no SPF record may hold',
  severity: 'error',
  why: 'Receivers answer permerror for the whole record, so no sender of the domain is authorised. Often it cannot be seen: it came along with a copy from a web page or a document.',
  remedy:
    'Delete the term and type it anew with plain letters and spaces; write an internationalised domain in its "xn--" form.',
  references: ['RFC 7208 3.1', 'RFC 7208 12'],
  needs: ['spf'],
  applies: hasRecord,
  *check(context) {
    for (const { fault, record, term } of faultsOf(context, 'not-ascii')) {
      const { start, end } = fault.span;
      const found = record.text.slice(start, end);
      const character = strayName(found);
      const suggestion = fault.suggestion ?? typedAnew(term);
      yield problem(
        {
          term,
          octets: Array.from(found.slice(0, MAX_SPELT), octetText),
          position: start + 1,
          ...(character === undefined ? {} : { character }),
          ...(suggestion === undefined ? {} : { suggestion }),
        },
        { subject: term, evidence: shown(record.text, context.domain, fault.span) },
      );
    }
  },
  say: ({ octets, position, character, suggestion }) =>
    sayFault({
      reason: `${octets.length > 1 ? 'octets' : 'octet'} ${octets.join(' ')} at position ${position} of the record${character === undefined ? '' : ` (${character})`}`,
      ...(suggestion === undefined ? {} : { suggestion }),
    }),
});

function octetText(unit: string): string {
  const code = unit.codePointAt(0) ?? 0;
  const hex = code.toString(16).toUpperCase();
  // Over the wire there are octets only; in a record that was typed a character may be more than one.
  return code > 0xff ? `U+${hex.padStart(4, '0')}` : `0x${hex.padStart(2, '0')}`;
}

/** The term as it would be without what cannot be seen, where that makes it legal. */
function typedAnew(term: string): string | undefined {
  const plain = withoutStrays(term);
  const terms = plain.split(' ').filter((part) => part !== '');
  return terms.length > 0 && terms.every((part) => readTerm(part).ok) ? terms.join(' ') : undefined;
}
