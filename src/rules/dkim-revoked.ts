import { hasKey, judgeKeys } from './found-dkim.js';
import { problem, rule } from './rule.js';

export const dkimRevoked = rule({
  id: 'dkim-revoked',
  title: 'a DKIM key that was withdrawn',
  severity: 'error',
  why: 'An empty p= says that the key is no longer valid: every signature with this selector fails.',
  remedy:
    'If mail is still signed with this selector, publish its key again or let the mail system sign with another one.',
  references: ['RFC 6376 3.6.1'],
  needs: ['keys'],
  applies: hasKey,
  check: (context) =>
    judgeKeys(context, function* ({ fact, records }) {
      for (const { text } of records.filter(({ revoked }) => revoked)) {
        yield problem(
          {},
          {
            subject: fact.name,
            // Of a selector that is only guessed an old key may have been withdrawn for good.
            ...(fact.origin === 'provider' ? { severity: 'notice' as const } : {}),
            evidence: [{ text, at: fact.name }],
          },
        );
      }
    }),
  say: () => 'the key is withdrawn (p= is empty)',
});
