/**
 * A few hundred made-up domains in every run; `npm run worlds -- 10000` for more. SPF_WORLDS_SEED names
 * the first.
 */
import { expect, test } from 'vitest';
import { tryRepair } from './repaired-worlds.js';

const worlds = Number(process.env['SPF_WORLDS'] ?? 300);
const first = Number(process.env['SPF_WORLDS_SEED'] ?? 1);

test(
  `${worlds} made-up domains from ${first} on are repaired and proved, or refused with a reason`,
  { timeout: 0 },
  () => {
    const outcomes = new Map<string, number>();
    const faults: string[] = [];
    for (let seed = first; seed < first + worlds; seed += 1) {
      const tried = tryRepair(seed);
      outcomes.set(tried.outcome, (outcomes.get(tried.outcome) ?? 0) + 1);
      faults.push(...tried.faults.map((fault) => `${seed}: ${fault}`));
    }
    const tally = [...outcomes].toSorted(([, a], [, b]) => b - a);
    console.log(tally.map(([outcome, count]) => `${outcome} ${count}`).join(', '));
    expect(faults.slice(0, 5)).toEqual([]);
    expect(outcomes.get('record')).toBeGreaterThan(worlds / 4);
  },
);
