import { isVoid } from '../dns/answer.js';
import { isCovered } from '../survey/fact.js';
import type { KeyFact } from '../survey/survey.js';
import { gravity, recordsAt } from './found-dkim.js';
import { problem, rule, undetermined } from './rule.js';

export const dkimKeyMissing = rule({
  id: 'dkim-key-missing',
  title: 'no DKIM key where one is looked for',
  severity: 'error',
  why: 'Receivers find no key for signatures with this selector, so none of them can be verified.',
  remedy:
    'Publish the record that your mail system shows for this selector, or correct the CNAME that leads nowhere.',
  references: ['RFC 6376 3.6.2.1', 'RFC 6376 6.1.2'],
  needs: ['keys'],
  applies: ({ facts }) => facts.keys.some(isExpected),
  *check({ facts }) {
    for (const fact of facts.keys.filter(isExpected)) {
      const { answer, name } = fact;
      if (answer.kind === 'failure') yield undetermined(answer, name);
      else if (recordsAt(fact).length === 0) {
        const target = isVoid(answer) ? answer.aliases.at(-1)?.target : undefined;
        yield problem(target === undefined ? {} : { target }, {
          subject: name,
          severity: gravity(fact),
        });
      }
    }
  },
  say: ({ target }: { readonly target?: string }) =>
    target === undefined
      ? 'there is no key'
      : `the CNAME leads to ${target}, where there is no key`,
});

/** A key that the user names, or one that a CNAME announces; Twenty20's has a rule of its own. */
function isExpected({ origin, answer }: KeyFact): boolean {
  if (origin === 'profile' || !isCovered(answer)) return false;
  return origin === 'user' || answer.aliases.length > 0;
}
