import { providerOfInclude } from '../catalog/providers.js';
import type { TermNode, TermPlace } from '../spf/lookup-tree.js';
import { hasRecord, hiddenNames, leadShown, termsFound, unlessHidden } from './own-records.js';
import { problem, rule, type Context, type Problem } from './rule.js';
import { usesReverseName } from './spf-ptr.js';

type Opaque = Readonly<{
  /** With the names on the way where it is not the own record's. */
  term: string;
  /** Who answers it, where that is known. */
  service?: string;
}>;

export const spfOpaqueTerm = rule({
  id: 'spf-opaque-term',
  title: 'a term whose senders nobody can list',
  severity: 'notice',
  why: 'Whom it authorises is decided anew for each message, so it cannot be checked from outside; it is counted as one lookup.',
  remedy:
    'Nothing has to be done. To change whom it authorises, use the panel of the service that answers it.',
  references: ['RFC 7208 5.7', 'RFC 7208 7'],
  needs: ['spf'],
  applies: hasRecord,
  *check(context) {
    yield* unlessHidden(opaqueTerms(context), hiddenNames(context));
  },
  say: ({ term, service }) =>
    `${term} depends on the message` + (service === undefined ? '' : `; ${service} decides`),
});

function* opaqueTerms(context: Context<'spf'>): Generator<Problem<Opaque>> {
  for (const { place, term } of termsFound(context, asOpaque)) {
    const service = serviceOf(place);
    yield problem(
      { term, ...(service === undefined ? {} : { service }) },
      { evidence: leadShown(place, context.domain) },
    );
  }
}

/** What a reverse name decides is told as that, and not here. */
function asOpaque(node: TermNode): true | undefined {
  return node.untargeted === 'opaque' && !usesReverseName(node) ? true : undefined;
}

/** Who answers: the owner of the name in the term, or of the record that the term stands in. */
function serviceOf({ term: { term }, path }: TermPlace): string | undefined {
  const written = 'domain' in term && term.domain !== undefined ? term.domain.text : '';
  const names = [written, ...path.slice(1).toReversed()];
  return names.map((name) => providerOfInclude(name)).find((found) => found !== undefined)?.name;
}
