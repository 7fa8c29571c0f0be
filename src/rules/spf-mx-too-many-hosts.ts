import { MAX_MX_HOSTS } from '../spf/limits.js';
import { mxRecords } from '../spf/lookup-tree.js';
import { allTerms, hasRecord, leadShown, placeText, unlessHidden } from './own-records.js';
import { problem, rule, type Context, type Problem } from './rule.js';

export const spfMxTooManyHosts = rule({
  id: 'spf-mx-too-many-hosts',
  title: 'an mx term over more than ten hosts',
  severity: 'error',
  why: 'Receivers look up ten mail hosts for one mx term and answer permerror at the eleventh.',
  remedy: 'Replace the mx term with the addresses (ip4, ip6) that the mail really leaves from.',
  references: ['RFC 7208 4.6.4', 'RFC 7208 5.4'],
  needs: ['spf'],
  applies: hasRecord,
  *check(context) {
    const failures = context.facts.spf.flatMap(({ tree }) => tree.failures);
    // The addresses of the hosts do not change how many hosts there are.
    const telling = failures.filter(
      ({ question }) => question.type === 'TXT' || question.type === 'MX',
    );
    yield* unlessHidden(crowded(context), telling);
  },
  say: ({ term, hosts }) => `${term} has ${hosts} mail hosts where ${MAX_MX_HOSTS} are allowed`,
});

function* crowded(context: Context<'spf'>): Generator<Problem<{ term: string; hosts: number }>> {
  const told = new Set<string>();
  for (const place of allTerms(context)) {
    const { term, answers } = place.term;
    const [exchange] = answers;
    if (term.kind !== 'directive' || term.mechanism !== 'mx' || exchange === undefined) continue;
    const hosts = mxRecords(exchange).length;
    if (hosts <= MAX_MX_HOSTS || told.has(exchange.question.name)) continue;
    told.add(exchange.question.name);
    yield problem(
      { term: placeText(place), hosts },
      { evidence: leadShown(place, context.domain) },
    );
  }
}
