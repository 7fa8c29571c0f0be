/**
 * Asking without I/O: logic that needs DNS is a generator that yields the questions it needs next,
 * as one batch, and is resumed with their answers in the same order.
 */
import { failure, type Answer, type Known, type Lookup } from './answer.js';
import { questionKey, type Question } from './question.js';
import { zoneAnswers, type Zone } from './zone.js';

/** Logic that needs answers on its way to a T. */
export type Asking<T> = Generator<readonly Question[], T, readonly Answer[]>;

/** Runs `asking` on known answers, synchronously: zones, or a function. */
export function answer<T>(asking: Asking<T>, known: Known | readonly Zone[]): T {
  const know = typeof known === 'function' ? known : zoneAnswers(known);
  let step = asking.next([]);
  while (!step.done) step = asking.next(step.value.map((question) => know(question)));
  return step.value;
}

/**
 * Runs `asking` on a Lookup: the questions of one batch go out together, so the time it takes is the
 * number of batches in round trips.
 */
export async function ask<T>(asking: Asking<T>, lookup: Lookup): Promise<T> {
  let step = asking.next([]);
  while (!step.done) {
    step = asking.next(await Promise.all(step.value.map((question) => lookup(question))));
  }
  return step.value;
}

/** Asks one batch: the questions' answers in the same order. */
export function* batch(questions: readonly Question[]): Asking<readonly Answer[]> {
  return questions.length === 0 ? [] : yield questions;
}

/** Asks one question. */
export function* one(question: Question): Asking<Answer> {
  const [found] = yield [question];
  return found ?? failure(question, 'limit');
}

type Results<A extends readonly Asking<unknown>[]> = {
  -readonly [K in keyof A]: A[K] extends Asking<infer T> ? T : never;
};

/**
 * Runs several askings side by side: their next batches are asked as one, each question once. It
 * takes as many batches as the longest of them.
 */
export function* together<const A extends readonly Asking<unknown>[]>(
  askings: A,
): Asking<Results<A>> {
  const [only] = askings;
  if (only !== undefined && askings.length === 1) return [yield* only] as Results<A>;
  const steps = askings.map((asking) => asking.next([]));
  while (steps.some((step) => !step.done)) {
    const wanted = new Map<string, Question>();
    for (const step of steps) {
      if (step.done) continue;
      for (const question of step.value) wanted.set(questionKey(question), question);
    }
    const questions = [...wanted.values()];
    const answers = yield* batch(questions);
    const known = new Map(
      questions.map((question, index) => [questionKey(question), answers[index]]),
    );
    askings.forEach((asking, index) => {
      const step = steps[index];
      if (step === undefined || step.done) return;
      steps[index] = asking.next(
        step.value.map(
          (question) => known.get(questionKey(question)) ?? failure(question, 'limit'),
        ),
      );
    });
  }
  return steps.map((step) => step.value) as Results<A>;
}
