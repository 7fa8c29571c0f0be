/** Facts from answers: what was looked up, and what could not be. */
import { failure, type Answer, type FailureAnswer } from '../dns/answer.js';
import type { Question } from '../dns/question.js';
import type { Fact } from './survey.js';

export function known<T>(value: T): Fact<T> {
  return { state: 'known', value };
}

export function unknown<T>(cause: FailureAnswer): Fact<T> {
  return { state: 'unknown', cause };
}

/** A fact from answers of which each is needed. */
export function fromAll<T>(
  answers: readonly Answer[],
  value: (answers: readonly Exclude<Answer, FailureAnswer>[]) => T,
): Fact<T> {
  const failed = answers.find((answer) => answer.kind === 'failure');
  if (failed !== undefined) return unknown(failed);
  return known(value(answers.filter((answer) => answer.kind !== 'failure')));
}

/** Whether the zone files or the saved world that answer speak of the name at all. */
export function isCovered(answer: Answer): boolean {
  return answer.kind !== 'failure' || answer.cause !== 'not-covered';
}

/** The answer to a question, where there is one: what lies past a bound was not asked. */
export function answerTo(answers: readonly Answer[], question: Question): Answer {
  const { name, type } = question;
  const found = answers.find(
    (answer) => answer.question.name === name && answer.question.type === type,
  );
  return found ?? failure(question, 'limit');
}
