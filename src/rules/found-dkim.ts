/** What rules ask of the DKIM keys that were found. */
import { recordsOf, txtValue } from '../dns/answer.js';
import { isDkim, parseDkim, type DkimRecord } from '../records/dkim.js';
import { isCovered } from '../survey/fact.js';
import type { KeyFact } from '../survey/survey.js';
import type { Severity } from './profile.js';
import { undetermined, type Problem, type Verdict } from './rule.js';

interface HasKeys {
  readonly facts: { readonly keys: readonly KeyFact[] };
}

/** A selector with the key records that stand there. */
export interface PublishedKey {
  readonly fact: KeyFact;
  readonly records: readonly DkimRecord[];
}

/** The key records of a selector: one is right. */
export function recordsAt({ answer }: Pick<KeyFact, 'answer'>): readonly DkimRecord[] {
  return recordsOf(answer, 'TXT').map(txtValue).filter(isDkim).map(parseDkim);
}

/** The selectors with a key, or with one that could not be looked up. */
function* relevant({ facts }: HasKeys): Generator<KeyFact> {
  for (const fact of facts.keys) {
    if (fact.answer.kind === 'failure' ? isCovered(fact.answer) : recordsAt(fact).length > 0) {
      yield fact;
    }
  }
}

/** For `applies`: there is a key to judge, or there may be one. */
export function hasKey(context: HasKeys): boolean {
  return !relevant(context).next().done;
}

/** How grave it is that a key is of no use: whether mail is signed with a guessed selector is not known. */
export function gravity({ origin }: KeyFact): Severity {
  return origin === 'provider' ? 'warning' : 'error';
}

/** The verdicts on each selector that has a key; where that is not known, so much is said. */
export function* judgeKeys<A>(
  context: HasKeys,
  judge: (key: PublishedKey) => Iterable<Problem<A>>,
): Generator<Verdict<A>> {
  for (const fact of relevant(context)) {
    if (fact.answer.kind === 'failure') yield undetermined(fact.answer, fact.name);
    else yield* judge({ fact, records: recordsAt(fact) });
  }
}
