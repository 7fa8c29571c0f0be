/** A survey of what would be if another SPF record were published. */
import { txtValue, type Known, type ResourceRecord } from '../dns/answer.js';
import { answer } from '../dns/asking.js';
import { isSpf } from '../spf/select.js';
import { toStrings } from '../spf/print.js';
import { answersOf, findFacts } from './observe.js';
import type { Survey } from './survey.js';

/** The facts that hang on the domain's own SPF records; the others stay as they are. */
const recordFacts = ['txt', 'spf', 'meant', 'exp', 'vendors', 'wished', 'cut'] as const;

/** TTL of a record that is not published yet, in seconds; it matters to nothing that is read off it. */
const ASSUMED_TTL = 3600;

/**
 * The survey as it would be with `record` in place of the domain's own SPF records and of other TXT
 * values that it `replaces`, from the answers
 * already observed: what the new record needs and nobody asked for is unknown.
 */
export function republished(
  survey: Survey,
  record: string,
  replaces: readonly string[] = [],
): Survey {
  const before = answersOf(survey);
  const { domain } = survey;
  const after: Known = (question) => {
    const found = before(question);
    if (question.name !== domain || question.type !== 'TXT' || found.kind === 'failure')
      return found;
    const others: readonly ResourceRecord[] = found.kind === 'noerror' ? found.records : [];
    const kept = others.filter(
      (other) =>
        other.type !== 'TXT' || !(isSpf(txtValue(other)) || replaces.includes(txtValue(other))),
    );
    const ttl = found.kind === 'noerror' ? found.ttl : ASSUMED_TTL;
    return {
      kind: 'noerror',
      question,
      aliases: found.aliases,
      records: [...kept, { type: 'TXT', name: domain, ttl, strings: toStrings(record) }],
      ttl,
    };
  };
  const names = recordFacts.filter((fact) => survey.facts[fact] !== undefined);
  const wished = survey.facts.wished?.state === 'known' ? survey.facts.wished.value : [];
  const targets = (detected: boolean) =>
    wished.filter((wish) => wish.detected === detected).map(({ target }) => target);
  const wanted = { facts: new Set(names), includes: targets(false), detect: () => targets(true) };
  return { ...survey, facts: { ...survey.facts, ...answer(findFacts(domain, wanted), after) } };
}
