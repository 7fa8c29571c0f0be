import { problem, rule } from './rule.js';

export const dnssecBogus = rule({
  id: 'dnssec-bogus',
  title: "the zone's DNSSEC signatures do not validate",
  severity: 'error',
  why: 'Resolvers that validate answer SERVFAIL for the whole domain, so receivers behind them find neither the SPF record nor the mail servers, and defer or refuse its mail.',
  remedy:
    "Have the DNS host sign the zone again, or make the DS record at the registrar that of the zone's key; until then a removed DS record makes the zone an unsigned one, which works.",
  references: ['RFC 4035 5.5', 'RFC 4033 5'],
  needs: ['dnssec'],
  // Whether the domain is signed nobody can say through a resolver that does not validate.
  applies: ({ facts: { dnssec } }) => dnssec.validated || dnssec.bogusAt.length > 0,
  *check({ facts: { dnssec } }) {
    if (dnssec.bogusAt.length > 0) yield problem({ at: dnssec.bogusAt });
  },
  say: ({ at }) =>
    `${at.join(', ')} ${at.length === 1 ? 'answers' : 'answer'} SERVFAIL for its TXT records, and gives an answer when validation is turned off`,
});
