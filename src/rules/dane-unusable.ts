import { tlsaFlaw } from '../records/tlsa.js';
import { problem, rule } from './rule.js';
import { hasTlsa, judgeTlsa } from './found-tlsa.js';

export const daneUnusable = rule({
  id: 'dane-unusable',
  title: 'a TLSA record that mail servers cannot use',
  severity: 'warning',
  why: 'Senders that use DANE pass over the record; where no other is left, they encrypt without knowing to whom.',
  remedy: 'Publish "3 1 1" and the SHA-256 digest of the public key of the host\'s certificate.',
  references: ['RFC 7672 3.1', 'RFC 6698 2.1'],
  needs: ['tlsa'],
  applies: hasTlsa,
  check: (context) =>
    judgeTlsa(context, function* ({ host, records }) {
      for (const record of records) {
        const reason = tlsaFlaw(record);
        if (reason !== undefined) yield problem({ reason }, { subject: host });
      }
    }),
  say: ({ reason }) => `TLSA: ${reason}`,
});
