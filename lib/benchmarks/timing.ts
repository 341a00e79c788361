/** The median of some numbers; of an even number of them the larger of the two in the middle. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

/** How long something takes, in milliseconds. */
export async function time(work: () => unknown): Promise<number> {
  const before = performance.now();
  await work();
  return performance.now() - before;
}

/** How long something takes, in milliseconds, every time that it is repeated. */
export async function times(repetitions: number, work: () => unknown): Promise<number[]> {
  const found: number[] = [];
  for (let i = 0; i < repetitions; i++) found.push(await time(work));
  return found;
}

/** A number with three decimals. */
export function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
