/**
 * Every reader of what strangers write, on made-up input: none throws, hangs, or breaks what it promises.
 * `npm run fuzz -- 60` goes on for a minute with new seeds; SPF_FUZZ_SEED repeats one of them.
 */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { hostileWorldTarget, modelTarget } from './check-host.js';
import type { Target } from './hostile.js';
import { macroTarget } from './macro.js';
import { messageTarget } from './message.js';
import { recordTarget } from './record.js';
import { watch } from './watchdog.js';
import { zoneTarget } from './zone.js';

/** The targets, each with how many inputs are tried where there is no time to fill. */
const targets: readonly (readonly [Target<unknown>, number])[] = [
  [recordTarget, 400],
  [macroTarget, 400],
  [zoneTarget, 400],
  [messageTarget, 1000],
  [hostileWorldTarget, 200],
  [modelTarget, 100],
];
const named = targets.map(([target, runs]) => [target.reader, target, runs] as const);

const RUNS_OF_SEED = 100;

/** Milliseconds for one input. What is linear takes some hundredth of it; what is not, much more. */
const PATIENCE = 5000;

const seconds = Number(process.env['SPF_FUZZ'] ?? 0);
const given = process.env['SPF_FUZZ_SEED'];

/** What the slowest input took. */
interface Slowest {
  milliseconds: number;
  size?: number | undefined;
}

if (seconds === 0) {
  test.each(named)('%s: whatever comes in', (_, target, runs) => {
    fc.assert(propertyOf(target), { numRuns: runs });
  });
} else {
  test.each(named)('%s: whatever comes in', { timeout: 0 }, async (reader, target) => {
    console.log(`${reader}: ${await runFor((1000 * seconds) / targets.length, target)}`);
  });
}

/** Runs for so many milliseconds, seed after seed; resolves to what was done. */
async function runFor(milliseconds: number, target: Target<unknown>): Promise<string> {
  // A seed that is given is tried alone.
  const until = given === undefined ? performance.now() + milliseconds : 0;
  const first = given === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(given);
  const slowest: Slowest = { milliseconds: 0 };
  const watchdog = watch(target.reader, 6 * PATIENCE);
  let seed = first;
  let inputs = 0;
  try {
    do {
      watchdog.alive(seed);
      const details = fc.check(propertyOf(target, slowest), { seed, numRuns: RUNS_OF_SEED });
      if (details.failed) {
        const again = `SPF_FUZZ_SEED=${seed} npm run fuzz -- 1`;
        expect.fail(`${fc.defaultReportMessage(details)}\n\nAgain: ${again}`);
      }
      inputs += details.numRuns;
      seed += 1;
    } while (performance.now() < until);
  } finally {
    await watchdog.end();
  }
  const { milliseconds: most, size } = slowest;
  const length = size === undefined ? '' : ` for ${size} characters`;
  return `${inputs} inputs, seeds ${first} to ${seed - 1}; the slowest took ${most.toFixed(0)} ms${length}`;
}

function propertyOf<I>(
  target: Target<I>,
  slowest: Slowest = { milliseconds: 0 },
): fc.IProperty<[I]> {
  return fc.property(target.input, (input) => {
    const start = performance.now();
    target.run(input);
    const milliseconds = performance.now() - start;
    if (milliseconds > slowest.milliseconds) {
      Object.assign(slowest, { milliseconds, size: target.sizeOf?.(input) });
    }
    expect(milliseconds, 'milliseconds').toBeLessThan(PATIENCE);
  });
}
