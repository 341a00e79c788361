import type { Field, Solver, State } from "../../lib/solvers/solver.ts";
import { equalTimes } from "../../lib/solvers/steps.ts";
import { assertAllClose, assertClose, assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { gaussianVelocity } from "../support/odes.ts";
import { velocityField } from "../support/velocity_field.ts";
import { odeSolver, odeSolvers } from "./ode_solvers.ts";

/**
 * What seven steps cost: the stages that count, and for multistep methods one a step once they have started.
 */
const EVALUATIONS: Readonly<Record<string, number>> = {
  ab2: 2 + 6,
  ab3: 2 * 3 + 5,
  ab4: 3 * 4 + 4,
  bosh3: 7 * 3,
  dopri5: 7 * 6,
  dopri8: 7 * 13,
  euler: 7,
  heun: 7 * 2,
  kutta3: 7 * 3,
  midpoint: 7 * 2,
  ralston: 7 * 2,
  rk4: 7 * 4,
  rk4ThreeEighths: 7 * 4,
  tsit5: 7 * 6,
};

const gaussian = velocityField<Float64Array>(gaussianVelocity);
const gaussian32 = velocityField<Float32Array>(gaussianVelocity);

/** A field that nobody may ask. */
function silent<S extends State>(): Field<S> {
  return velocityField<S>(() => {
    throw new Error("asked for a velocity");
  });
}

/** Every solver with fixed steps, and, where it can choose them itself, without. */
const modes: readonly (readonly [title: string, fixed: boolean, create: (steps: number) => Solver])[] =
  odeSolvers
    .flatMap(({ name, adaptive, create }) => [
      [name, true, (steps: number) => create({ steps })] as const,
      ...adaptive ? [[`${name}, adaptive,`, false, () => create({})] as const] : [],
    ]);

Deno.test("the solvers whose costs this file knows are all that the catalog has", () => {
  assertEquals(Object.keys(EVALUATIONS), odeSolvers.map(({ name }) => name));
});

for (const { name, create } of odeSolvers) {
  Deno.test(`${name} calls the velocity as often as it should, at one time for all samples, and counts`, async () => {
    let calls = 0;
    const field = velocityField<Float64Array>((x, t) => {
      calls++;
      assertEquals([x.length, new Set(t).size, t.length], [6, 1, 3]);
      return x;
    });
    const { evaluations, unfinished } = await create({ steps: 7 }).solve(field, new Float64Array(6).fill(1), {
      times: equalTimes(7),
      samples: 3,
    });
    const count = EVALUATIONS[name]!;
    assertEquals([calls, [...evaluations], unfinished], [count, [count, count, count], []]);
  });

  Deno.test(`${name} says how many steps it takes, and takes those that it is given`, async () => {
    assertEquals(create({ steps: 12 }).steps, 12);
    const told: number[] = [];
    const times = [0, 0.1, 0.5, 0.6, 1];
    await create({ steps: 12 }).solve(gaussian, Float64Array.of(1), {
      times,
      onStep: (_, t) => told.push(t),
    });
    assertEquals(told, times);
  });

  Deno.test(`${name} shows the observer the state that the next step starts from`, async () => {
    const seen: number[] = [];
    const { x } = await create({ steps: 4 }).solve(gaussian, Float64Array.of(2), {
      times: equalTimes(4),
      onStep: (state) => seen.push(state[0]!),
    });
    assertEquals([seen.length, seen[0], seen[4]], [5, 2, x[0]]);
    const once = await create({ steps: 1 }).solve(gaussian, Float64Array.of(2), { times: [0, 0.25] });
    assertEquals(once.x[0], seen[1]);
  });

  Deno.test(`${name} tells after every step which part of the way is done`, async () => {
    const parts: number[] = [];
    await create({ steps: 4 }).solve(gaussian, Float64Array.of(2), {
      times: equalTimes(4, 1, 3),
      onProgress: (part) => parts.push(part),
    });
    assertEquals(parts, [0.25, 0.5, 0.75, 1]);
  });
}

for (const [title, fixed, create] of modes) {
  Deno.test(`${title} never asks for a time outside the interval, and lands exactly on its end`, async () => {
    for (const [from, to] of [[0.1, 0.7], [0.7, 0.1], [0, 1], [-3, 1 / 3]] as const) {
      const asked: number[] = [];
      const told: number[] = [];
      const field = velocityField<Float64Array>((x, t) => {
        asked.push(...t);
        return x;
      });
      const times = equalTimes(49, from, to);
      await create(49).solve(field, Float64Array.of(1), { times, onStep: (_, t) => told.push(t) });
      assertEquals(asked.filter((t) => t < Math.min(from, to) || t > Math.max(from, to)), []);
      assertEquals([told[0], told.at(-1)], [from, to]);
      if (fixed) assertEquals(told, [...times]);
    }
    // Single steps, a quarter of which end where `from + (to − from)` is rounded to beyond `to`, along a slow
    // field.
    for (let i = 0; i < 25; i++) {
      const [from, to] = [-(1 + i % 5) / 7, (1 + Math.floor(i / 5)) / 10];
      const field = velocityField<Float64Array>((x, t) => {
        assertTrue(t.every((time) => time >= from && time <= to));
        return x.map((entry) => entry / 1000);
      });
      await create(1).solve(field, Float64Array.of(1), { times: [from, to] });
    }
  });

  Deno.test(`${title} returns the start when it goes nowhere, without asking for a velocity`, async () => {
    const start = Float32Array.of(1, -0, NaN);
    const told: number[] = [];
    const { x, evaluations, unfinished } = await create(5).solve(silent<Float32Array>(), start, {
      times: [0.3],
      samples: 3,
      onStep: (state, t) => {
        assertEquals(state, start);
        told.push(t);
      },
    });
    assertEquals(x, start);
    assertTrue(x !== start);
    assertEquals([[...evaluations], told, unfinished], [[0, 0, 0], [0.3], []]);
  });

  Deno.test(`${title} leaves the start as it was`, async () => {
    const start = Float64Array.of(1, 2);
    await create(3).solve(gaussian, start, { times: equalTimes(3), samples: 2, onStep: () => {} });
    assertEquals(start, Float64Array.of(1, 2));
  });

  Deno.test(`${title} copes with a velocity that returns the same array at every call`, async () => {
    const start = Float64Array.of(-1, 0.5, 2);
    const own = new Float64Array(3);
    const field = velocityField<Float64Array>((x, t) => {
      own.set(gaussianVelocity(x, t));
      return own.subarray(0, x.length);
    });
    const options = { times: equalTimes(5), samples: 3 };
    assertEquals(
      (await create(5).solve(field, start, options)).x,
      (await create(5).solve(gaussian, start, options)).x,
    );
  });

  Deno.test(`${title} gives the same bits for an asynchronous velocity`, async () => {
    const start = Float32Array.of(-1, 0.5, 2);
    const later = velocityField<Float32Array>(async (x, t) => {
      await Promise.resolve();
      return gaussianVelocity(x, t);
    });
    const options = { times: equalTimes(5), samples: 3 };
    const asynchronous = await create(5).solve(later, start, options);
    assertEquals(asynchronous.x, (await create(5).solve(gaussian32, start, options)).x);
  });

  Deno.test(`${title} gives a sample the same bits alone and among others`, async () => {
    const all = Float32Array.from({ length: 66 }, (_, i) => Math.sin(i));
    const times = equalTimes(5);
    const together = await create(5).solve(gaussian32, all, { times, samples: 33 });
    for (const i of [0, 7, 32]) {
      const alone = await create(5).solve(gaussian32, all.slice(2 * i, 2 * i + 2), { times });
      assertEquals(alone.x, together.x.slice(2 * i, 2 * i + 2));
      assertEquals(alone.evaluations[0], together.evaluations[i]);
    }
  });

  Deno.test(`${title} keeps a float32 state in float32, as accurate as float64 allows`, async () => {
    const start = Float32Array.of(-1, 0.5, 2);
    const options = { times: equalTimes(10), samples: 3 };
    const single = await create(10).solve(gaussian32, start, options);
    const double = await create(10).solve(gaussian, Float64Array.from(start), options);
    assertEquals(single.x.constructor, Float32Array);
    // Ten steps, each rounded to 2⁻²⁴ of numbers below 2 at up to five places, and then contracted.
    // Coefficients up to 48 cancel. Rounding leads adaptive solvers to other steps, with errors of their
    // tolerance, 1e-5 a step.
    const largest = title.startsWith("dopri8") ? 48 : 5;
    const tolerance = fixed ? 10 * largest * 2 * 2 ** -24 : 1e-4;
    assertAllClose(single.x, double.x, tolerance);
  });

  Deno.test(`${title} refuses what it cannot solve`, async () => {
    const solve = (times: number[], samples = 1) =>
      create(2).solve(silent<Float64Array>(), Float64Array.of(1, 2), { times, samples });
    await assertFails(() => solve([]), "along no times");
    await assertFails(() => solve([0, NaN]), "along time 1: expected a finite number, found NaN");
    await assertFails(() => solve([0, 0.5, 0.4, 1]), "all times to grow or all to shrink, found 0.5, 0.4");
    await assertFails(() => solve([0, 1, 1]), "all times to grow or all to shrink, found 1, 1");
    await assertFails(() => solve([1, 1]), "all times to grow or all to shrink, found 1, 1");
    for (const samples of [0, 1.5, 3]) {
      await assertFails(() => solve([0, 1], samples), `for ${samples} samples`);
    }
    const short = velocityField<Float64Array>(() => Float64Array.of(1));
    await assertFails(
      () => create(2).solve(short, Float64Array.of(1, 2), { times: [0, 1] }),
      "The velocity has 1 entries: expected 2",
    );
  });
}

Deno.test("euler shrinks the spread of Gaussian data by the factors known in closed form", async () => {
  // The spread of x_1 for n = 1, 2, 4, … 32 steps, published to six digits; exactly it is 0.5.
  for (const [i, spread] of [0, 0.2, 0.340541, 0.414785, 0.455683, 0.477364].entries()) {
    const { x } = await odeSolver("euler", { steps: 2 ** i }).solve(gaussian, Float64Array.of(-1, 0, 1), {
      times: equalTimes(2 ** i),
      samples: 3,
    });
    assertClose(x[1]!, 1, 1e-12, "the mean is carried exactly:");
    assertAllClose([(x[2]! - x[0]!) / 2], [spread], 5e-7);
    if (i === 0) assertEquals([...x], [1, 1, 1]);
  }
});

Deno.test("euler with evaluateAt: end pairs the point at the start with the time at the end", async () => {
  const asked: [number, number][] = [];
  const field = velocityField<Float64Array>((y, t) => {
    asked.push([y[0]!, t[0]!]);
    return y.map((entry) => entry * t[0]!);
  });
  const { x, evaluations } = await odeSolver("euler", { steps: 2, evaluateAt: "end" })
    .solve(field, Float64Array.of(1), { times: equalTimes(2) });
  // 1 → 1 + ½·(1·½) = 1.25 → 1.25 + ½·(1.25·1) = 1.875, all exact in binary.
  assertEquals([x[0], evaluations[0], asked], [1.875, 2, [[1, 0.5], [1.25, 1]]]);
});

Deno.test("the number of steps is an integer from 1 to 100000", () => {
  for (const { name, create } of odeSolvers) {
    for (const steps of [0, -1, 2.5, 100001, NaN, "ten"]) {
      let accepted = true;
      try {
        create({ steps });
      } catch {
        accepted = false;
      }
      assertEquals(accepted, false, `${name} took ${steps}`);
    }
  }
});

Deno.test("equal times are computed one by one, and end where they should", async () => {
  const times = equalTimes(49, 0.1, 0.7);
  times.slice(0, -1).forEach((t, step) => assertEquals(t, 0.1 + (0.7 - 0.1) * step / 49));
  assertEquals(times.at(-1), 0.7);
  assertEquals([...equalTimes(4)], [0, 0.25, 0.5, 0.75, 1]);
  assertEquals([...equalTimes(2, 1, 0)], [1, 0.5, 0]);
  await assertFails(() => equalTimes(0), "Cannot take 0 steps");
  await assertFails(() => equalTimes(1.5), "Cannot take 1.5 steps");
});
