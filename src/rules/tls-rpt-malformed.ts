import { isTlsRpt, parseTlsRpt, TLS_RPT_VERSION } from '../records/tls-rpt.js';
import { rule } from './rule.js';
import { isMeant, recordFlaws, sayFlaw, type Language } from './transport-records.js';

const language: Language = {
  version: TLS_RPT_VERSION,
  isRecord: isTlsRpt,
  faultsOf: (text) => parseTlsRpt(text).faults,
};

export const tlsRptMalformed = rule({
  id: 'tls-rpt-malformed',
  title: 'a record for TLS reports that senders cannot read',
  severity: 'warning',
  why: 'Senders send no reports, so nobody hears of mail that could not be delivered safely.',
  remedy: 'Publish one TXT record at "_smtp._tls": "v=TLSRPTv1; rua=mailto:" and a mailbox.',
  references: ['RFC 8460 3'],
  needs: ['tlsRpt'],
  applies: ({ facts }) => isMeant(language, facts.tlsRpt),
  check: ({ facts }) => recordFlaws(language, facts.tlsRpt),
  say: sayFlaw,
});
