import { GOOD_RSA_BITS, MIN_RSA_BITS } from '../records/dkim.js';
import type { KeyFact } from '../survey/survey.js';
import { gravity, hasKey, judgeKeys } from './found-dkim.js';
import type { Severity } from './profile.js';
import { problem, rule } from './rule.js';

export const dkimWeakKey = rule({
  id: 'dkim-weak-key',
  title: 'a DKIM key that is too short',
  severity: 'warning',
  why: `Keys under ${MIN_RSA_BITS} bits can be broken, and receivers must not accept their signatures; keys under ${GOOD_RSA_BITS} bits are on their way there.`,
  remedy: `Make a new RSA key of ${GOOD_RSA_BITS} bits in your mail system, publish it under a new selector, and sign with that.`,
  references: ['RFC 8301 3.1', 'RFC 8301 3.2'],
  needs: ['keys'],
  applies: hasKey,
  check: (context) =>
    judgeKeys(context, function* ({ fact, records }) {
      for (const { text, key, hashes } of records) {
        const evidence = [{ text, at: fact.name }];
        if (hashes !== undefined && !hashes.includes('sha256')) {
          yield problem({}, { subject: fact.name, severity: gravity(fact), evidence });
        }
        if (key?.type !== 'rsa' || key.bits >= GOOD_RSA_BITS) continue;
        yield problem(
          { bits: key.bits },
          {
            subject: fact.name,
            severity: severityOf(key.bits, fact),
            evidence,
          },
        );
      }
    }),
  say: ({ bits }: { readonly bits?: number }) =>
    bits === undefined
      ? 'h= does not allow SHA-256, and signatures with SHA-1 are refused'
      : `the RSA key has ${bits} bits` +
        (bits < MIN_RSA_BITS
          ? `, and receivers refuse any under ${MIN_RSA_BITS}`
          : `; ${GOOD_RSA_BITS} are good practice`),
});

function severityOf(bits: number, fact: KeyFact): Severity {
  if (bits < MIN_RSA_BITS) return gravity(fact);
  // A key behind a CNAME is another's to renew.
  return fact.answer.aliases.length > 0 ? 'notice' : 'warning';
}
