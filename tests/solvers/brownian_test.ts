import { BrownianPath } from "../../lib/solvers/brownian_path.ts";
import type { Noise } from "../../lib/solvers/solver.ts";
import { equalTimes } from "../../lib/solvers/steps.ts";
import { assertAllClose, assertClose, assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { chiSquareDeviation, kolmogorovSmirnov, normalCdf } from "../support/statistics.ts";
import { streamNoise } from "./sde_probe.ts";

/** The increments along a grid, one array for each step, in the steps that are asked for. */
function increments(
  times: ArrayLike<number>,
  entries: number,
  noise: Noise,
  isAsked: (step: number) => boolean = () => true,
): Float64Array[] {
  const path = new BrownianPath({ times, entries, noise });
  const found: Float64Array[] = [];
  for (let step = 0; step + 1 < times.length; step++) {
    if (!isAsked(step)) continue;
    const out = new Float64Array(entries);
    path.increment(times[step]!, times[step + 1]!, out);
    found.push(out);
  }
  return found;
}

/** Noise of which every key has a unit vector of its own: a motion made of it is its weights of the keys. */
function unitNoise(): { noise: Noise; keys: number[] } {
  const keys: number[] = [];
  const noise: Noise = (key, out) => {
    assertTrue(!keys.includes(key), `key ${key} was drawn twice`);
    assertTrue(Number.isInteger(key) && key >= 0 && key < 2 ** 32, `key ${key}`);
    out.fill(0)[keys.push(key) - 1] = 1;
  };
  return { noise, keys };
}

/** The scalar product. */
function dot(u: Float64Array, w: Float64Array): number {
  return u.reduce((sum, entry, i) => sum + entry * w[i]!, 0);
}

const grids: Readonly<Record<string, ArrayLike<number>>> = {
  "one step": [0, 1],
  "64 equal steps": equalTimes(64),
  "100 equal steps": equalTimes(100),
  "37 equal steps from 0.1 to 0.9": equalTimes(37, 0.1, 0.9),
  "steps that grow as squares": equalTimes(30).map((t) => t * t),
  "steps that shrink towards the end": equalTimes(50).map((t) => Math.sin(Math.PI * t / 2)),
  "irregular steps": [-2, -1.9, -0.3, 0.1, 0.1001, 0.5, 0.5 + 1e-7, 3],
  "steps that are too small for the tree": [0, 1e-12, 2e-12, 3e-12, 0.5, 0.5 + 1e-11, 1],
};

for (const [name, times] of Object.entries(grids)) {
  Deno.test(`increments over ${name} are independent, with the variance of their length`, () => {
    const { noise } = unitNoise();
    const found = increments(times, 600, noise);
    found.forEach((u, i) => {
      const length = times[i + 1]! - times[i]!;
      for (let j = 0; j <= i; j++) {
        // Roundings of weights below 1.7, and times that may be taken for the same within 2⁻⁵⁰ of the whole.
        assertClose(dot(u, found[j]!), i === j ? length : 0, 5e-15, `steps ${i} and ${j}:`);
      }
    });
  });

  Deno.test(`increments over ${name} are the same where some are not asked for`, () => {
    const all = increments(times, 3, streamNoise(1, 1));
    const some = increments(times, 3, streamNoise(1, 1), (step) => step % 3 === 1);
    assertEquals(some, all.filter((_, step) => step % 3 === 1));
  });
}

for (const [from, to] of [[0, 1], [0.1, 0.9], [-3, 1 / 3]] as const) {
  Deno.test(`grids of 2^k equal steps from ${from} to ${to} see the same motion`, () => {
    const fine = increments(equalTimes(256, from, to), 4, streamNoise(3, 1));
    for (const steps of [1, 2, 16, 128]) {
      const coarse = increments(equalTimes(steps, from, to), 4, streamNoise(3, 1));
      coarse.forEach((increment, step) => {
        const parts = fine.slice(step * 256 / steps, (step + 1) * 256 / steps);
        const sum = increment.map((_, e) => parts.reduce((sum, part) => sum + part[e]!, 0));
        // Sums of up to 256 numbers of the order of 1.
        assertAllClose(sum, increment, 1e-13);
      });
    }
  });
}

Deno.test("values at shared times of nested grids are the same, bit by bit", () => {
  const valueAtQuarter = (steps: number): Float64Array => {
    const times = equalTimes(steps);
    const out = new Float64Array(5);
    new BrownianPath({ times, entries: 5, noise: streamNoise(4, 1) }).increment(0, 0.25, out);
    return out;
  };
  for (const steps of [8, 64, 1024]) assertEquals(valueAtQuarter(steps), valueAtQuarter(4));
});

Deno.test("motions of grids that are not nested stay close", () => {
  // Of 100 and 128 equal steps: at 0.5 both know the value, at 0.63 they bridge within a leaf of 1/128.
  const at = (steps: number, time: number): Float64Array => {
    const out = new Float64Array(2000);
    const times = equalTimes(steps);
    const path = new BrownianPath({ times, entries: 2000, noise: streamNoise(5, 1) });
    path.increment(0, time, out);
    return out;
  };
  assertEquals(at(100, 0.5), at(128, 0.5));
  const [here, there] = [at(100, 0.63), at(128, 81 / 128)];
  const gap = here.map((value, e) => value - there[e]!);
  // Two points of one leaf: the variance of their difference is below its length.
  assertTrue(Math.sqrt(dot(gap, gap) / gap.length) < Math.sqrt(1 / 128));
});

Deno.test("a step costs one draw on 2^k equal steps, and few on others", () => {
  const drawsOf = (times: ArrayLike<number>): number => {
    let draws = 0;
    increments(times, 1, () => draws++);
    return draws;
  };
  assertEquals(drawsOf(equalTimes(1024)), 1024);
  for (const steps of [3, 65, 100, 1000]) assertTrue(drawsOf(equalTimes(steps)) <= 4 * steps);
});

Deno.test("the keys of equal steps are the numbers of the tree's nodes", () => {
  const { noise, keys } = unitNoise();
  increments(equalTimes(8), 8, noise);
  assertEquals(keys, [0, 1, 2, 4, 5, 3, 6, 7]);
});

Deno.test("increments from streams are normal, and those of neighbouring steps independent", () => {
  const times = equalTimes(10);
  const entries = 8000;
  const found = increments(times, entries, streamNoise(6, entries));
  const scaled = found.map((increment) => increment.map((value) => value / Math.sqrt(0.1)));
  // Exceeded once in a million seeds.
  for (const increment of scaled) assertTrue(kolmogorovSmirnov(increment, normalCdf) < 2.65);
  for (let step = 1; step < 10; step++) {
    const correlation = dot(scaled[step - 1]!, scaled[step]!) / entries;
    // Its standard error is 1/√8000; five of them.
    assertClose(correlation, 0, 5 / Math.sqrt(entries));
    const counts = new Array<number>(16).fill(0);
    scaled[step]!.forEach((value, e) => {
      const cell = (p: number): number => Math.min(3, Math.floor(4 * p));
      counts[4 * cell(normalCdf(scaled[step - 1]![e]!)) + cell(normalCdf(value))]!++;
    });
    assertTrue(Math.abs(chiSquareDeviation(counts)) < 5);
  }
});

Deno.test("an entry's motion does not depend on how many there are", () => {
  const together = increments(equalTimes(20), 7, streamNoise(7, 7));
  for (const sample of [0, 3, 6]) {
    const alone = increments(equalTimes(20), 1, streamNoise(7, 1, sample));
    alone.forEach(([increment], step) => assertEquals(increment, together[step]![sample]));
  }
});

Deno.test("going back in time, or out of the grid, is refused", async () => {
  const path = new BrownianPath({ times: equalTimes(4), entries: 1, noise: streamNoise(0, 1) });
  const out = new Float64Array(1);
  path.increment(0.25, 0.5, out);
  await assertFails(() => path.increment(0.25, 0.75, out), "Cannot go on to time 0.25");
  await assertFails(() => path.increment(0.75, 1.25, out), "Cannot go on to time 1.25");
  await assertFails(() => path.increment(NaN, 1, out), "Cannot go on to time NaN");
});
