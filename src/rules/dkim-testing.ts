import { hasKey, judgeKeys } from './found-dkim.js';
import { problem, rule } from './rule.js';

export const dkimTesting = rule({
  id: 'dkim-testing',
  title: 'a DKIM key in test mode',
  severity: 'warning',
  why: 'With t=y receivers are to treat signed mail as if it were not signed, so DKIM does nothing for it.',
  remedy: 'Remove "y" from t= once signing works.',
  references: ['RFC 6376 3.6.1'],
  needs: ['keys'],
  applies: hasKey,
  check: (context) =>
    judgeKeys(context, function* ({ fact, records }) {
      for (const { text, tags } of records.filter(({ testing }) => testing)) {
        const spans = tags.filter(({ name }) => name === 't').map(({ span }) => span);
        yield problem({}, { subject: fact.name, evidence: [{ text, at: fact.name, spans }] });
      }
    }),
  say: () => 't=y tells receivers that DKIM is only tried out',
});
