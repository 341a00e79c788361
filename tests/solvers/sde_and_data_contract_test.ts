import { paths } from "../../lib/paths/mod.ts";
import { solvers } from "../../lib/solvers/mod.ts";
import type { Field, Solver, State } from "../../lib/solvers/solver.ts";
import { equalTimes } from "../../lib/solvers/steps.ts";
import { assertAllClose, assertClose, assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { created } from "../support/components.ts";
import { normals } from "../support/draws.ts";
import { gaussianField } from "../support/gaussian_field.ts";
import { recorded, solver, streamNoise } from "./sde_probe.ts";

const path = paths["cosine"]!.create(paths["cosine"]!.options.parse({}));

/** Those that ask for more than velocities, and variants that go other ways. */
const tested: readonly [string, Solver][] = [
  ...created(solvers).filter(([, { needs }]) => needs !== "velocity"),
  ["ddim with eta 0.5", solver("ddim", { eta: 0.5 })],
  ["ddpmAncestral with variance transition", solver("ddpmAncestral", { variance: "transition" })],
  ["stochasticHeun with g² reversal", solver("stochasticHeun", { diffusion: "reversal" })],
];

/** How often each asks in 10 steps from 0 to 1: the last step of `stochasticHeun` is Euler's. */
const EVALUATIONS: Readonly<Record<string, number>> = { stochasticHeun: 19 };

for (const [title, solved] of tested) {
  const name = title.split(" ")[0]!;
  const times = equalTimes(10);

  Deno.test(`${title} counts for every sample how often it asks`, async () => {
    const { field, questions } = recorded(gaussianField(path));
    const samples = 3;
    const { evaluations, unfinished } = await solved.solve(field, normals(6, "start"), {
      times,
      samples,
      noise: streamNoise(0, samples),
    });
    const expected = EVALUATIONS[name] ?? 10;
    assertEquals([...evaluations], [expected, expected, expected]);
    assertEquals([questions.length, unfinished], [expected, []]);
  });

  Deno.test(`${title} gives a sample the same bits alone and among others`, async () => {
    const start = normals(5 * 4, "start");
    const together = await solved.solve(gaussianField(path), start, {
      times,
      samples: 5,
      noise: streamNoise(2, 5),
    });
    for (const sample of [0, 2, 4]) {
      const entries = [sample * 4, (sample + 1) * 4] as const;
      const alone = await solved.solve(gaussianField(path), start.slice(...entries), {
        times,
        noise: streamNoise(2, 1, sample),
      });
      assertEquals(alone.x, together.x.slice(...entries));
    }
  });

  Deno.test(`${title} keeps a float32 state in float32, as accurate as float64 allows`, async () => {
    const start = Float32Array.from(normals(6, "start"));
    const options = { times, samples: 6, noise: streamNoise(3, 6) };
    const single = await solved.solve(gaussianField<Float32Array>(path), start, options);
    const double = await solved.solve(gaussianField(path), Float64Array.from(start), options);
    assertEquals(single.x.constructor, Float32Array);
    // Ten steps, each rounded to 2⁻²⁴ of numbers below 4 at up to four places.
    assertAllClose(single.x, double.x, 10 * 4 * 4 * 2 ** -24);
  });

  Deno.test(`${title} shows every state and the part of the way that is done`, async () => {
    const told: number[] = [];
    const parts: number[] = [];
    let last = 0;
    const start = Float64Array.of(0.3);
    const { x } = await solved.solve(gaussianField(path), start, {
      times,
      noise: streamNoise(4, 1),
      onStep: (state, time) => [last] = [state[0]!, told.push(time)],
      onProgress: (part) => parts.push(part),
    });
    assertEquals(told, [...times]);
    assertEquals(parts.map((part) => Math.round(part * 10)), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    assertEquals([last, start[0]], [x[0], 0.3]);
  });

  Deno.test(`${title} copes with a field that answers later, and with the same array`, async () => {
    const own = new Float64Array(4);
    const field = gaussianField(path);
    const later = (ask: (x: Float64Array, t: Float64Array) => Float64Array | Promise<Float64Array>) =>
    async (
      x: Float64Array,
      t: Float64Array,
    ): Promise<Float64Array> => {
      const answer = await ask(x, t);
      await new Promise((resolve) => setTimeout(resolve, 0));
      own.set(answer);
      return own;
    };
    const reused: Field<Float64Array> = {
      velocity: later(field.velocity),
      data: later(field.data),
      drift: (x, t, variance) => later((x, t) => field.drift(x, t, variance))(x, t),
      at: field.at,
    };
    const start = normals(4, "start");
    const options = { times, samples: 2, noise: streamNoise(5, 2) };
    assertEquals(
      (await solved.solve(reused, start, options)).x,
      (await solved.solve(field, start, options)).x,
    );
  });

  Deno.test(`${title} stays where it is at a single time, without asking`, async () => {
    const { field, questions } = recorded(gaussianField(path));
    const start = Float32Array.of(1, -0, NaN);
    for (const times of [[0.3], [0], [1]]) {
      const { x, evaluations } = await solved.solve(field as unknown as Field<Float32Array>, start, {
        times,
        noise: streamNoise(0, 1),
      });
      assertEquals([x, evaluations[0], questions.length], [start, 0, 0]);
    }
  });

  Deno.test(`${title} ends near the data from any path of the catalog, with default options`, async () => {
    for (const [pathName, path] of created(paths)) {
      const steps = solved.steps!;
      const { x } = await solved.solve(gaussianField(path, { mean: 3, spread: 0 }), Float64Array.of(-1, 1), {
        times: equalTimes(steps),
        noise: streamNoise(6, 1),
      });
      // A point is the easiest of data; the slowest is a first-order last step where σ ends like √(1 − t).
      x.forEach((entry) => assertClose(entry, 3, 0.3, pathName));
    }
  });

  Deno.test(`${title} refuses answers of another length than the state`, async () => {
    const short = (): State => new Float64Array(1);
    const field = { velocity: short, data: short, drift: short, at: path.at } as unknown as Field<
      Float64Array
    >;
    const solve = () => solved.solve(field, new Float64Array(2), { times, noise: streamNoise(0, 1) });
    await assertFails(solve, "The field has 1 entries: expected 2");
  });
}

Deno.test("what a solver needs says what it asks", async () => {
  for (const [title, solved] of tested) {
    const { field, questions } = recorded(gaussianField(path));
    await solved.solve(field, Float64Array.of(1), { times: equalTimes(5), noise: streamNoise(0, 1) });
    const asked = new Set(questions.map(({ asked }) => asked));
    const allowed = solved.needs === "data" ? ["data", "velocity"] : ["drift", "velocity"];
    assertTrue([...asked].every((question) => allowed.includes(question)), title);
  }
});

Deno.test("the solvers that need a Gaussian source are those that add noise", async () => {
  for (const [title, solved] of tested) {
    let drawn = 0;
    await solved.solve(gaussianField(path), Float64Array.of(1), {
      times: equalTimes(5),
      noise: (_, out) => (drawn++, out.fill(0)),
    });
    assertEquals(drawn > 0, solved.needsGaussianSource, title);
  }
});
