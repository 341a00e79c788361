import { solvers } from "../../lib/solvers/mod.ts";
import { rungeKutta } from "../../lib/solvers/runge_kutta.ts";
import type { Solver, State } from "../../lib/solvers/solver.ts";
import { assertAllClose, assertClose, assertEquals, assertFails } from "../support/assert.ts";
import { gaussianVelocity } from "../support/odes.ts";

/** A solver of the catalog with some of its options given. */
function solver(name: string, given: Readonly<Record<string, unknown>>): Solver {
  const { options, create } = solvers[name]!;
  return create(options.parse(given));
}

const STAGES: Readonly<Record<string, number>> = { euler: 1, heun: 2, midpoint: 2, rk4: 4 };

Deno.test("the solvers whose stages this file knows are all that the catalog has", () => {
  assertEquals(Object.keys(STAGES), Object.keys(solvers));
});

for (const [name, stages] of Object.entries(STAGES)) {
  Deno.test(`${name} calls the velocity once per stage and step, and counts the calls`, async () => {
    let calls = 0;
    const { evaluations } = await solver(name, { steps: 7 }).solve((x) => (calls++, x), Float64Array.of(1));
    assertEquals([evaluations, calls], [7 * stages, 7 * stages]);
  });

  Deno.test(`${name} never asks for a time outside the interval, and lands exactly on its end`, async () => {
    for (const [from, to] of [[0.1, 0.7], [0.7, 0.1], [0, 1], [-3, 1 / 3]] as const) {
      const asked: number[] = [];
      const told: number[] = [];
      await solver(name, { steps: 49 }).solve((x, t) => (asked.push(t), x), Float64Array.of(1), {
        from,
        to,
        onStep: (_, t) => told.push(t),
      });
      assertEquals(asked.filter((t) => t < Math.min(from, to) || t > Math.max(from, to)), []);
      assertEquals(told.length, 50);
      told.slice(0, -1).forEach((t, step) => assertEquals(t, from + (to - from) * step / 49));
      assertEquals(told.at(-1), to);
    }
  });

  Deno.test(`${name} returns the start when it goes nowhere, without asking for a velocity`, async () => {
    const start = Float32Array.of(1, -0, NaN);
    const refuse = () => {
      throw new Error("asked for a velocity");
    };
    const told: number[] = [];
    const { x, evaluations } = await solver(name, {}).solve(refuse, start, {
      from: 0.3,
      to: 0.3,
      onStep: (_, t) => told.push(t),
    });
    assertEquals(x, start);
    assertEquals([evaluations, told], [0, [0.3]]);
  });

  Deno.test(`${name} leaves the start as it was, even if the velocity writes on its argument`, async () => {
    const start = Float64Array.of(1, 2);
    const kind = await solver(name, { steps: 3 }).solve((x, t) => x.map((e) => e * t), start);
    const rude = await solver(name, { steps: 3 }).solve((x, t) => {
      x.forEach((e, i) => x[i] = e * t);
      return x;
    }, start);
    assertEquals(start, Float64Array.of(1, 2));
    assertEquals(rude.x, kind.x);
  });

  Deno.test(`${name} copes with a velocity that returns the same array at every call`, async () => {
    const start = Float64Array.of(-1, 0.5, 2);
    const own = new Float64Array(3);
    const reused = await solver(name, { steps: 5 }).solve((x, t) => {
      own.set(gaussianVelocity(x, t));
      return own;
    }, start);
    assertEquals(reused.x, (await solver(name, { steps: 5 }).solve(gaussianVelocity, start)).x);
  });

  Deno.test(`${name} gives the same bits for an asynchronous velocity`, async () => {
    const start = Float32Array.of(-1, 0.5, 2);
    const later = async (x: Float32Array, t: number) => {
      await new Promise((resolve) => setTimeout(resolve, 0));
      return gaussianVelocity(x, t);
    };
    const asynchronous = await solver(name, { steps: 5 }).solve(later, start);
    assertEquals(asynchronous.x, (await solver(name, { steps: 5 }).solve(gaussianVelocity, start)).x);
  });

  Deno.test(`${name} gives a sample the same bits alone and among others`, async () => {
    const all = Float32Array.from({ length: 33 }, (_, i) => Math.sin(i));
    const together = await solver(name, { steps: 5 }).solve(gaussianVelocity, all);
    for (const i of [0, 7, 32]) {
      const alone = await solver(name, { steps: 5 }).solve(gaussianVelocity, all.slice(i, i + 1));
      assertEquals(alone.x[0], together.x[i]);
    }
  });

  Deno.test(`${name} keeps a float32 state in float32, as accurate as float64 allows`, async () => {
    const start = Float32Array.of(-1, 0.5, 2);
    const single = await solver(name, { steps: 10 }).solve(gaussianVelocity, start);
    const double = await solver(name, { steps: 10 }).solve(gaussianVelocity, Float64Array.from(start));
    assertEquals(single.x.constructor, Float32Array);
    // Ten steps, each rounded to 2⁻²⁴ of numbers below 2 at up to five places, and then contracted.
    assertAllClose(single.x, double.x, 10 * 5 * 2 * 2 ** -24);
  });

  Deno.test(`${name} shows the observer the state that the next step starts from`, async () => {
    const seen: number[] = [];
    const { x } = await solver(name, { steps: 4 }).solve(gaussianVelocity, Float64Array.of(2), {
      onStep: (state: State) => seen.push(state[0]!),
    });
    assertEquals([seen.length, seen[0], seen[4]], [5, 2, x[0]]);
    const rest = await solver(name, { steps: 3 }).solve(gaussianVelocity, Float64Array.of(seen[1]!), {
      from: 0.25,
    });
    // The same three steps up to the rounding of their times.
    assertClose(rest.x[0]!, x[0]!, 1e-15);
  });
}

Deno.test("euler on y' = y at eleven points gives 1.1¹⁰", async () => {
  const { x } = await solver("euler", { steps: 10 }).solve((y) => y, Float64Array.of(1));
  // Ten multiplications, each rounded to 2.2e-16 of at most 2.6.
  assertClose(x[0]!, 1.1 ** 10, 6e-15);
});

Deno.test("euler shrinks the spread of Gaussian data by the factors known in closed form", async () => {
  // The spread of x_1 for n = 1, 2, 4, … 32 steps, published to six digits; exactly it is 0.5.
  for (const [i, spread] of [0, 0.2, 0.340541, 0.414785, 0.455683, 0.477364].entries()) {
    const { x } = await solver("euler", { steps: 2 ** i }).solve(gaussianVelocity, Float64Array.of(-1, 0, 1));
    assertClose(x[1]!, 1, 1e-12, "the mean is carried exactly:");
    assertAllClose([(x[2]! - x[0]!) / 2], [spread], 5e-7);
  }
});

Deno.test("euler with evaluateAt: end pairs the point at the start with the time at the end", async () => {
  const asked: [number, number][] = [];
  const { x, evaluations } = await solver("euler", { steps: 2, evaluateAt: "end" }).solve((y, t) => {
    asked.push([y[0]!, t]);
    return y.map((entry) => entry * t);
  }, Float64Array.of(1));
  // 1 → 1 + ½·(1·½) = 1.25 → 1.25 + ½·(1.25·1) = 1.875, all exact in binary.
  assertEquals([x[0], evaluations, asked], [1.875, 2, [[1, 0.5], [1.25, 1]]]);
});

Deno.test("the number of steps is an integer from 1 to 100000", async () => {
  for (const name of Object.keys(solvers)) {
    for (const steps of [0, -1, 2.5, 100001, NaN, "ten"]) {
      assertEquals(solvers[name]!.options.safeParse({ steps }).success, false, `${name} took ${steps}`);
    }
  }
  const tableau = { name: "euler", order: 1, c: [0], a: [[]], b: [1] };
  await assertFails(() => rungeKutta(tableau, 0), "Cannot take 0 steps");
  await assertFails(() => rungeKutta(tableau, 1.5), "Cannot take 1.5 steps");
});

Deno.test("a velocity of the wrong length is refused", async () => {
  const solve = () => solver("heun", {}).solve(() => Float64Array.of(1), Float64Array.of(1, 2));
  await assertFails(solve, "The velocity has 1 entries: expected 2");
});
