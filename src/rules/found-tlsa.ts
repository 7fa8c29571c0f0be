/** What the rules for DANE share. */
import type { TlsaFact } from '../survey/survey.js';
import { undetermined, type Problem, type Verdict } from './rule.js';

interface HasTlsa {
  readonly facts: { readonly tlsa: readonly TlsaFact[] };
}

/** For `applies`: a mail host has TLSA records, or may have some. */
export function hasTlsa({ facts }: HasTlsa): boolean {
  return facts.tlsa.some(({ records, failure }) => records.length > 0 || failure !== undefined);
}

/** The verdicts on each host that has TLSA records; where that is not known, so much is said. */
export function* judgeTlsa<A>(
  { facts }: HasTlsa,
  judge: (fact: TlsaFact) => Iterable<Problem<A>>,
): Generator<Verdict<A>> {
  for (const fact of facts.tlsa) {
    if (fact.failure !== undefined) yield undetermined(fact.failure, fact.host);
    else if (fact.records.length > 0) yield* judge(fact);
  }
}
