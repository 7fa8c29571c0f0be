/** Choices that a seed decides. */
export interface Dice {
  /** From 0 to `below`, without it. */
  readonly roll: (below: number) => number;
  readonly chance: (of: number) => boolean;
  readonly pick: <T>(choices: readonly T[]) => T;
  /** A choice, each as often as its weight says. */
  readonly weigh: <T>(choices: readonly (readonly [number, T])[]) => T;
}

/** A linear congruential generator with a mixed output: small, and the same everywhere. */
export function diceOf(seed: number): Dice {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d);
    mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
  const roll = (below: number): number => Math.floor(next() * below);
  return {
    roll,
    chance: (of) => next() < of,
    pick: <T>(choices: readonly T[]) => {
      const index = roll(choices.length);
      if (index >= choices.length) throw new Error('there is nothing to choose from');
      return choices[index] as T;
    },
    weigh: (choices) => {
      let rest = next() * choices.reduce((total, [weight]) => total + weight, 0);
      for (const [weight, choice] of choices) {
        rest -= weight;
        if (rest < 0) return choice;
      }
      throw new Error('there is nothing to choose from');
    },
  };
}
