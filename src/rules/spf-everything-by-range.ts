import type { DomainName } from '../dns/name.js';
import { matchSet, recordSet } from '../spf/address-set.js';
import { ALL_RANGES, difference, type Ranges } from '../spf/ranges.js';
import { walkTerms } from '../spf/lookup-tree.js';
import { allOf } from '../spf/record.js';
import type { OwnRecord } from '../survey/survey.js';
import { canPass, hasRecord, leadShown, parsedOf, placeText, unlessHidden } from './own-records.js';
import { problem, rule, type Problem } from './rule.js';
import { failuresHiding, widthsOf, type Width } from './term-width.js';

interface Everything {
  readonly [arg: string]: string | undefined;
  readonly families: string;
  /** The term that does it alone; several do it together where there is none. */
  readonly term?: string;
}

export const spfEverythingByRange = rule({
  id: 'spf-everything-by-range',
  title: 'the whole Internet authorised by address ranges',
  severity: 'error',
  why: 'Anyone can send as the domain and pass: the record says what "+all" says, by another name.',
  remedy: 'Replace the range with the addresses of your own mail servers.',
  references: ['RFC 7208 5.6', 'RFC 7208 10.1.2'],
  needs: ['spf'],
  applies: hasRecord,
  *check({ domain, facts }) {
    for (const own of facts.spf) {
      yield* unlessHidden(everything(own, domain), failuresHiding(own, isEverything));
    }
  },
  say: ({ families, term }) =>
    term === undefined
      ? `its ranges together authorise every ${families} address`
      : `${term} authorises every ${families} address`,
});

function isEverything({ prefix }: Width): boolean {
  return prefix === 0;
}

function* everything(own: OwnRecord, domain: DomainName): Generator<Problem<Everything>> {
  let found = false;
  for (const place of walkTerms(own.tree.root)) {
    const open = canPass(place) ? widthsOf(place.term).filter(isEverything) : [];
    if (open.length === 0) continue;
    found = true;
    const families = open.map(({ family }) => (family === 4 ? 'IPv4' : 'IPv6')).join(' and ');
    yield problem(
      { families, term: placeText(place) },
      { evidence: leadShown({ ...place, own }, domain) },
    );
  }
  // An own "+all" is told by the rule that is about it.
  if (found || allOf(parsedOf(own))?.qualifier === '+') return;
  const [record] = own.tree.root.records;
  const families = record === undefined ? '' : covered(recordSet(record, domain).pass);
  if (record === undefined || families === '') return;
  const alone = record.terms.find(
    (term) =>
      term.term.kind === 'directive' &&
      term.term.qualifier === '+' &&
      covered(matchSet(term, domain).ranges) === families,
  );
  yield problem(
    { families, ...(alone === undefined ? {} : { term: alone.term.text }) },
    { evidence: leadShown({ own, through: [], ...(alone && { term: alone }) }, domain) },
  );
}

/** The families of which every address is in the ranges. */
function covered(ranges: Ranges): string {
  const left = difference(ALL_RANGES, ranges);
  return [
    ...(left.ipv4.length === 0 ? ['IPv4'] : []),
    ...(left.ipv6.length === 0 ? ['IPv6'] : []),
  ].join(' and ');
}
