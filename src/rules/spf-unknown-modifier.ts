import { editDistance } from '../spf/edit-distance.js';
import { readTerm } from '../spf/parse.js';
import { mechanismNames, type UnknownModifier } from '../spf/record.js';
import { hasRecord, ownRecords, shown } from './own-records.js';
import { problem, rule } from './rule.js';

export const spfUnknownModifier = rule({
  id: 'spf-unknown-modifier',
  title: 'a "word=value" that SPF does not know',
  severity: 'notice',
  why: 'Receivers pass over it: it does no harm and has no effect, and if a term was meant, that term is missing.',
  remedy: 'Correct the term if it was meant as another one, or remove it.',
  references: ['RFC 7208 6', 'RFC 7208 12'],
  needs: ['spf'],
  applies: hasRecord,
  *check(context) {
    for (const { record } of ownRecords(context)) {
      for (const term of record.terms) {
        if (term.kind !== 'modifier' || term.modifier !== 'unknown') continue;
        const suggestion = meantBy(term);
        yield problem(
          {
            term: term.text,
            second: /^v=spf1$/i.test(term.text),
            ...(suggestion === undefined ? {} : { suggestion }),
          },
          { subject: term.text, evidence: shown(record.text, context.domain, term.span) },
        );
      }
    }
  },
  say: ({ second, suggestion }) => {
    if (second)
      return 'a second record is pasted behind the first one; the version stands once only';
    return suggestion === undefined
      ? 'receivers ignore it'
      : `receivers ignore it; did you mean ${suggestion}?`;
  },
});

/** The longest name of a term, with room for slips. */
const LONGEST_NAME = 12;

/** Terms that take a name or an address. */
const meant = ['redirect=', 'exp=', ...mechanismNames.map((name) => `${name}:`)];

/** The term that was meant, where a slip of the keyboard or ":" for "=" makes it one. */
function meantBy({ name, value }: UnknownModifier): string | undefined {
  if (name.length > LONGEST_NAME) return undefined;
  const word = name.toLowerCase();
  return meant
    .map((start) => ({ start, edits: editDistance(word, start.slice(0, -1)) }))
    .filter(({ start, edits }) => edits <= (start.length > 5 ? 2 : start.length > 3 ? 1 : 0))
    .toSorted((a, b) => a.edits - b.edits)
    .map(({ start }) => `${start}${value}`)
    .find((text) => readTerm(text).ok);
}
