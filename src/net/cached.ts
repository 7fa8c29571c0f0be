import { questionKey, type Question } from '../dns/question.js';

/**
 * A Lookup (or anything that is asked questions) that asks `lookup` each question once, also while
 * the answer is still awaited. Nothing expires: it is made for one run, which is over before a TTL is.
 */
export function shareAnswers<A>(
  lookup: (question: Question) => Promise<A>,
): (question: Question) => Promise<A> {
  const asked = new Map<string, Promise<A>>();
  return (question) => {
    const key = questionKey(question);
    const known = asked.get(key) ?? lookup(question);
    asked.set(key, known);
    return known;
  };
}
