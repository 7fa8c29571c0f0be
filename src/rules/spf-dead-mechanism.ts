import { isVoid } from '../dns/answer.js';
import { mxHosts, type TermNode } from '../spf/lookup-tree.js';
import { hasRecord, hiddenNames, leadShown, termsFound, unlessHidden } from './own-records.js';
import { problem, rule, type Context, type Problem } from './rule.js';

type Reason = 'no-mx' | 'null-mx' | 'no-mx-address' | 'no-address' | 'no-a' | 'no-name';

const clauses: Readonly<Record<Reason, string>> = {
  'no-mx': 'there is no MX record',
  'null-mx': 'the MX record says that it takes no mail',
  'no-mx-address': 'none of the mail hosts has an address',
  'no-address': 'there is no address record',
  'no-a': 'there is no A record',
  'no-name': 'it can be no domain name',
};

interface Dead {
  readonly [arg: string]: string;
  readonly term: string;
  readonly target: string;
  readonly reason: Reason;
}

export const spfDeadMechanism = rule({
  id: 'spf-dead-mechanism',
  title: 'a term that authorises nothing',
  severity: 'warning',
  why: 'The term matches no sender; the server it was written for is not authorised by it, and its lookup is wasted.',
  remedy: 'Remove the term, or give the name the record that it asks for.',
  references: ['RFC 7208 5.3', 'RFC 7208 5.4', 'RFC 7208 5.7'],
  needs: ['spf'],
  applies: hasRecord,
  *check(context) {
    const failures = context.facts.spf.flatMap(({ tree }) =>
      tree.failures.filter(({ question }) => question.type !== 'TXT'),
    );
    yield* unlessHidden(deadTerms(context), [...hiddenNames(context), ...failures]);
  },
  say: ({ term, target, reason }) =>
    `${term} authorises nothing: ${clauses[reason]}${reason === 'no-name' ? '' : ` at ${target}`}`,
});

function* deadTerms(context: Context<'spf'>): Generator<Problem<Dead>> {
  for (const { place, term, found: reason } of termsFound(context, deadReason)) {
    yield problem(
      { term, target: place.term.target ?? '', reason },
      { evidence: leadShown(place, context.domain) },
    );
  }
}

/** Why the term matches nobody; undefined where it may match, or that is not known. */
export function deadReason({ term, untargeted, answers }: TermNode): Reason | undefined {
  if (untargeted === 'malformed') return 'no-name';
  if (term.kind === 'modifier' || answers.length === 0) return undefined;
  switch (term.mechanism) {
    case 'mx': {
      const [exchange, ...addresses] = answers;
      if (exchange === undefined || exchange.kind === 'failure') return undefined;
      if (isVoid(exchange)) return 'no-mx';
      if (mxHosts(exchange).length === 0) return 'null-mx';
      return addresses.every(isVoid) ? 'no-mx-address' : undefined;
    }
    case 'a':
      return answers.every(isVoid) ? 'no-address' : undefined;
    case 'exists':
      return answers.every(isVoid) ? 'no-a' : undefined;
    case 'all':
    case 'include':
    case 'ptr':
    case 'ip4':
    case 'ip6':
      return undefined;
  }
}
