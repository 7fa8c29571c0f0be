/** Evaluations per second beside other evaluators, on the same cases in one run. */
import { expect, test } from 'vitest';
import { madeCases, suiteCases, type CaseSet } from './case-sets.js';
import { evaluatorsOf, type Evaluator } from './evaluators.js';

/** How long each evaluator runs before it is measured, and then in each of its turns, in milliseconds. */
const WARM_UP = 1500;
const TURN = 100;
const ROUNDS = 15;

interface Figures {
  readonly title: string;
  readonly perSecond: number;
  readonly right: number;
}

/**
 * The fastest of many turns: what else the machine does only ever slows one down. All take their turns in
 * one run, so that none has the quieter machine.
 */
async function measure(
  evaluators: readonly Evaluator[],
  cases: number,
): Promise<readonly Figures[]> {
  const measured: { evaluator: Evaluator; passes: number; right: number; times: number[] }[] = [];
  for (const evaluator of evaluators) {
    const first = await evaluator.run(1);
    const warm = await evaluator.run(passesIn(WARM_UP, first.milliseconds));
    const each = await evaluator.run(1);
    measured.push({
      evaluator,
      passes: passesIn(TURN, each.milliseconds),
      right: warm.right,
      times: [],
    });
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { evaluator, passes, times } of measured) {
      times.push((await evaluator.run(passes)).milliseconds / passes);
    }
  }
  return measured.map(({ evaluator: { title }, right, times }) => {
    return { title, right, perSecond: (1000 * cases) / Math.min(...times) };
  });
}

function passesIn(milliseconds: number, each: number): number {
  return Math.max(1, Math.round(milliseconds / each));
}

async function compare({ title, worlds }: CaseSet): Promise<number> {
  const cases = worlds.reduce((total, world) => total + world.cases.length, 0);
  const { present, absent } = evaluatorsOf(worlds);
  const figures = await measure(present, cases);
  await Promise.all(present.map((evaluator) => evaluator.close()));
  const beside = figures.find((each) => each.title === 'mailauth')?.perSecond ?? Number.NaN;
  const lines = figures.map(({ title: who, perSecond, right }) => {
    const rate = Math.round(perSecond).toLocaleString('en').padStart(9);
    const ratio = (perSecond / beside).toFixed(1).padStart(6);
    return `${who.padEnd(32)}${rate} per second${ratio} times mailauth  ${right} of ${cases} right`;
  });
  console.log([`check_host() on ${title}`, ...lines, ...absent].join('\n'));
  return cases;
}

const suite = suiteCases();
const skipped = typeof suite === 'string' ? `: skipped, ${suite}` : '';

test.skipIf(typeof suite === 'string')(`evaluations of the suite's cases${skipped}`, async () => {
  expect(await compare(suite as CaseSet)).toBe(203);
});

test('evaluations of cases of a made world', async () => {
  expect(await compare(madeCases())).toBe(900);
});
