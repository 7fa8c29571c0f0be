import {
  hasRecord,
  hiddenNames,
  leadShown,
  namesBelow,
  placeText,
  unlessHidden,
} from './own-records.js';
import { problem, rule, type Context, type Problem } from './rule.js';

interface WithoutRecord {
  readonly [arg: string]: string | boolean;
  /** With the path to its record, where that is not the domain's own. */
  readonly term: string;
  readonly target: string;
  readonly exists: boolean;
}

export const spfIncludeWithoutRecord = rule({
  id: 'spf-include-without-record',
  title: 'an include of a name without an SPF record',
  severity: 'error',
  why: 'A receiver that comes to it answers permerror: no sender that is authorised further on passes.',
  remedy: 'Remove the include, or correct its name to the one that the service documents today.',
  references: ['RFC 7208 5.2', 'RFC 7208 6.1'],
  needs: ['spf'],
  applies: hasRecord,
  *check(context) {
    yield* unlessHidden(withoutRecord(context), hiddenNames(context));
  },
  say: ({ term, exists }) =>
    `${term} leads to a name ${exists ? 'without an SPF record' : 'that does not exist'}`,
});

function* withoutRecord(context: Context<'spf'>): Generator<Problem<WithoutRecord>> {
  const told = new Set<string>();
  for (const place of namesBelow(context)) {
    const { node, path, through } = place;
    const term = through.at(-1);
    if (term === undefined || node.answer === undefined || node.answer.kind === 'failure') continue;
    // The name is to blame wherever it is included.
    if (node.records.length > 0 || told.has(node.domain)) continue;
    told.add(node.domain);
    yield problem(
      {
        term: placeText({ term, path: path.slice(0, -1) }),
        target: node.domain,
        exists: node.answer.kind !== 'nxdomain',
      },
      { subject: node.domain, evidence: leadShown(place, context.domain) },
    );
  }
}
