/** The middle one of them by size. */
export function middle(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}

/** The median time of `times` runs, in milliseconds. */
export async function median(times: number, run: () => unknown): Promise<number> {
  const taken: number[] = [];
  for (let time = 0; time < times; time += 1) {
    const start = performance.now();
    await run();
    taken.push(performance.now() - start);
  }
  return middle(taken);
}
