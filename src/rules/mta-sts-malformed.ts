import { isStsRecord, parseStsRecord, STS_VERSION } from '../records/mta-sts.js';
import { rule } from './rule.js';
import { isMeant, recordFlaws, sayFlaw, type Language } from './transport-records.js';

const language: Language = {
  version: STS_VERSION,
  isRecord: isStsRecord,
  faultsOf: (text) => parseStsRecord(text).faults,
};

export const mtaStsMalformed = rule({
  id: 'mta-sts-malformed',
  title: 'an MTA-STS record that senders cannot read',
  severity: 'warning',
  why: 'Senders act as if there were no MTA-STS: they do not fetch the policy, and mail to the domain can be led astray.',
  remedy: 'Publish one TXT record at "_mta-sts": "v=STSv1; id=" and up to 32 letters and digits.',
  references: ['RFC 8461 3.1'],
  needs: ['mtaSts'],
  applies: ({ facts }) => isMeant(language, facts.mtaSts),
  check: ({ facts }) => recordFlaws(language, facts.mtaSts),
  say: sayFlaw,
});
