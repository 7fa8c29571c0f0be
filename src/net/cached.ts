import { questionKey, type Question } from '../dns/question.js';

/**
 * A Lookup (or anything that is asked questions) that asks `lookup` each question once, also while
 * the answer is still awaited. Nothing expires: it is made for one run, which is over before a TTL is.
 * @param remember False: an answer is shared only by those who await it at the same time.
 */
export function shareAnswers<A>(
  lookup: (question: Question) => Promise<A>,
  remember = true,
): (question: Question) => Promise<A> {
  const asked = new Map<string, Promise<A>>();
  return (question) => {
    const key = questionKey(question);
    const known = asked.get(key);
    if (known !== undefined) return known;
    const awaited = lookup(question);
    asked.set(key, awaited);
    if (!remember) void awaited.finally(() => asked.delete(key));
    return awaited;
  };
}
