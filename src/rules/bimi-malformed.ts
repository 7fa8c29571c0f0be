import { BIMI_VERSION, isBimi, parseBimi } from '../records/bimi.js';
import { rule } from './rule.js';
import { isMeant, recordFlaws, sayFlaw, type Language } from './transport-records.js';

const language: Language = {
  version: BIMI_VERSION,
  isRecord: isBimi,
  faultsOf: (text) => parseBimi(text).faults,
};

export const bimiMalformed = rule({
  id: 'bimi-malformed',
  title: 'a BIMI record that receivers cannot read',
  severity: 'notice',
  why: 'Receivers show no logo beside mail from the domain.',
  remedy:
    'Publish one TXT record at "default._bimi": "v=BIMI1; l=" with the https address of the logo (SVG), and "a=" with that of its certificate.',
  references: ['draft-brand-indicators-for-message-identification 4'],
  needs: ['bimi'],
  applies: ({ facts }) => isMeant(language, facts.bimi),
  check: ({ facts }) => recordFlaws(language, facts.bimi),
  say: sayFlaw,
});
