import { gravity, hasKey, judgeKeys } from './found-dkim.js';
import { problem, rule } from './rule.js';

export const dkimMalformed = rule({
  id: 'dkim-malformed',
  title: 'a DKIM key that receivers cannot read',
  severity: 'error',
  why: 'Signatures with this selector cannot be verified: the mail counts as not signed, or as badly signed.',
  remedy:
    'Publish the key again as your mail system shows it: one TXT record, the whole value, without quote marks or line breaks of your own.',
  references: ['RFC 6376 3.6.1', 'RFC 6376 3.6.2.2'],
  needs: ['keys'],
  applies: hasKey,
  check: (context) =>
    judgeKeys(context, function* ({ fact, records }) {
      const at = fact.name;
      if (records.length > 1) {
        yield problem(
          { reason: `${records.length} key records stand there where one is allowed` },
          {
            subject: at,
            severity: gravity(fact),
            evidence: records.map(({ text }) => ({ text, at })),
          },
        );
      }
      for (const { text, faults } of records) {
        for (const { reason, span } of faults) {
          yield problem(
            { reason },
            { subject: at, severity: gravity(fact), evidence: [{ text, at, spans: [span] }] },
          );
        }
      }
    }),
  say: ({ reason }) => reason,
});
