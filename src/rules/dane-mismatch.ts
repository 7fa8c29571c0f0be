import { matchesChain, tlsaFlaw } from '../records/tlsa.js';
import { problem, rule } from './rule.js';
import { hasTlsa, judgeTlsa } from './found-tlsa.js';

export const daneMismatch = rule({
  id: 'dane-mismatch',
  title: 'a certificate that the TLSA records do not name',
  severity: 'error',
  why: 'Senders that use DANE do not deliver to a host that shows another certificate.',
  remedy:
    "Publish the digest of the host's new public key; at the next change do so before the certificate is replaced.",
  references: ['RFC 7672 3.1', 'RFC 7671 8'],
  needs: ['tlsa', 'certificates'],
  applies: hasTlsa,
  check: (context) =>
    judgeTlsa(context, function* ({ host, records }) {
      const seen = context.facts.certificates.find((certificate) => certificate.host === host);
      const usable = records.filter((record) => tlsaFlaw(record) === undefined);
      if (seen === undefined || usable.length === 0) return;
      if (usable.some((record) => matchesChain(record, seen.chain))) return;
      yield problem({ count: usable.length }, { subject: host });
    }),
  say: ({ count }) =>
    count === 1
      ? 'its certificate does not match the TLSA record'
      : `its certificate matches none of ${count} TLSA records`,
});
