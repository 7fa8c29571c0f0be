import { problem, rule } from './rule.js';
import { hasTlsa, judgeTlsa } from './found-tlsa.js';

export const daneUnsigned = rule({
  id: 'dane-unsigned',
  title: 'TLSA records that DNSSEC does not vouch for',
  severity: 'notice',
  why: 'Senders heed TLSA records only where DNSSEC has validated them; the resolver that was asked has not, because the zone is not signed or because it does not validate.',
  remedy:
    'Ask a validating resolver (--server); if it does not vouch for them either, sign the zone of the host or delete the records.',
  references: ['RFC 7672 2.2', 'RFC 6698 4.1'],
  needs: ['tlsa'],
  applies: hasTlsa,
  check: (context) =>
    judgeTlsa(context, function* ({ host, authenticated }) {
      if (!authenticated) yield problem({}, { subject: host });
    }),
  say: () => 'the TLSA records came without a DNSSEC validation',
});
