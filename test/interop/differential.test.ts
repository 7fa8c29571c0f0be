/**
 * check_host() beside pyspf and Mail::SPF on made-up worlds. `npm run differential -- 100000` for a long
 * run; SPF_DIFFERENTIAL_SEED names the first world.
 */
import { expect, test } from 'vitest';
import {
  describeFigures,
  describeUnexplained,
  oracles,
  runDifferential,
  whyNot,
} from './differential.js';

const evaluations = Number(process.env['SPF_DIFFERENTIAL'] ?? 4000);
const seed = Number(process.env['SPF_DIFFERENTIAL_SEED'] ?? 1);

const absent = oracles.flatMap((oracle) => {
  const reason = whyNot(oracle);
  return reason === undefined ? [] : [`${oracle} is left out: ${reason}`];
});
const present = oracles.filter((oracle) => absent.every((line) => !line.startsWith(oracle)));

test.skip.each(absent)('%s', () => undefined);

test(
  `${evaluations} evaluations from world ${seed} on beside ${present.join(' and ') || 'the model alone'}`,
  { timeout: 0 },
  async () => {
    const figures = await runDifferential({ oracles: present, seed, evaluations, parallel: 4 });
    console.log(describeFigures(figures));
    // One of each world is enough to see what is new.
    const worlds = new Map(figures.unexplained.map((found) => [found.seed, found]));
    expect([...worlds.values()].slice(0, 5).map(describeUnexplained).join('\n')).toBe('');
  },
);
