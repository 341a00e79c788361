import type { Failure } from "../../lib/failure.ts";
import { type Progress, silent } from "../../lib/logger.ts";
import { Stream } from "../../lib/random/stream.ts";
import { follow, type FollowOptions } from "../../lib/sampling/follow.ts";
import { noiseFor, sample, type SampleParts } from "../../lib/sampling/sample.ts";
import { linear } from "../../lib/paths/linear.ts";
import { dopri5 } from "../../lib/solvers/dopri5.ts";
import { eulerMaruyama } from "../../lib/solvers/euler_maruyama.ts";
import { rk4 } from "../../lib/solvers/rk4.ts";
import type { Field } from "../../lib/solvers/solver.ts";
import { equalTimes } from "../../lib/solvers/steps.ts";
import { assertAllClose, assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { gaussianField } from "../support/gaussian_field.ts";

const STEPS = 20;
const SHAPE = [3];

/** Gaussian data of mean 1 and spread ½ on the straight path. */
const field = gaussianField<Float32Array>(linear.create({}));

/** The same field with another velocity. */
const withVelocity = (velocity: Field<Float32Array>["velocity"]) => ({ field: { ...field, velocity } });

type Way = Pick<FollowOptions<Float32Array>, "solver" | "times" | "endsInJump"> & {
  readonly field: Field<Float32Array>;
};

const draw = ({
  field: along = field,
  solver = rk4.create({ steps: STEPS }),
  times = equalTimes(STEPS),
  endsInJump = false,
  ...changes
}: Partial<SampleParts & Way> = {}) =>
  sample({
    follow: (x0, { first, ...options }) =>
      follow(along, x0, { ...options, solver, times, endsInJump, noise: noiseFor(5, first, 3) }),
    drawSource: (out, draws) => draws.fillNormal(out),
    seed: 5,
    shape: SHAPE,
    count: 7,
    batchSize: 3,
    trajectories: 0,
    logger: silent,
    ...changes,
  });

/** The first samples' `x0`, as the sample's own stream draws it. */
function noise(count: number): Float32Array {
  const out = new Float32Array(3 * count);
  for (let i = 0; i < count; i++) {
    new Stream({ seed: 5, purpose: "sample/noise", sample: i }).fillNormal(out.subarray(3 * i, 3 * i + 3));
  }
  return out;
}

Deno.test("samples of the Gaussian field are where its exact flow carries their noise", async () => {
  const { x } = await draw();
  // The flow is x0 ↦ 1 + x0/2; twenty steps of a method of order 4 are exact to 1e-5 of |x0| up to 3.
  assertAllClose(x, noise(7).map((x0) => 1 + x0 / 2), 3e-5);
});

Deno.test("a sample has the same bits whatever the number of samples and of batches", async () => {
  const { x } = await draw();
  for (const [count, batchSize] of [[7, 1], [7, 2], [7, 7], [7, 100], [1, 1], [4, 3], [4, 64]] as const) {
    const other = await draw({ count, batchSize });
    assertEquals(other.x, x.slice(0, 3 * count), `${count} samples in batches of ${batchSize}`);
  }
});

Deno.test("another seed draws other samples", async () => {
  const [one, two] = [await draw(), await draw({ seed: 6 })];
  assertEquals(one.x.filter((value, i) => value === two.x[i]).length, 0);
});

Deno.test("evaluations are the network calls that each sample takes, not those of all batches", async () => {
  const sizes: number[] = [];
  const { evaluations } = await draw(
    withVelocity((x, t) => (sizes.push(x.length), field.velocity(x, t))),
  );
  assertEquals([...evaluations], Array(7).fill(4 * STEPS));
  // Three batches, of which the last has one sample of three numbers.
  assertEquals(sizes, [...Array(2 * 4 * STEPS).fill(9), ...Array(4 * STEPS).fill(3)]);
});

Deno.test("a stochastic sample has the same bits in batches of any size, and other noise with another seed", async () => {
  const solver = eulerMaruyama.create(eulerMaruyama.options.parse({ steps: STEPS }));
  const { x } = await draw({ solver });
  for (const batchSize of [1, 2, 7]) assertEquals((await draw({ solver, batchSize })).x, x);
  const other = (await draw({ solver, seed: 6 })).x;
  assertTrue(other.every((value, i) => value !== x[i]));
  const deterministic = (await draw()).x;
  assertTrue(deterministic.every((value, i) => value !== x[i]));
});

Deno.test("an adaptive sample has the same bits in batches of any size, and its own number of calls", async () => {
  const solver = dopri5.create({ relativeTolerance: 1e-6, absoluteTolerance: 1e-6, maxSteps: 1000 });
  const { x, evaluations, frames, unfinished } = await draw({ solver, trajectories: 7 });
  assertAllClose(x, noise(7).map((x0) => 1 + x0 / 2), 3e-5);
  for (const batchSize of [1, 2, 7]) {
    const other = await draw({ solver, batchSize, trajectories: 7 });
    assertEquals(other.x, x);
    assertEquals(other.evaluations, evaluations);
    assertEquals(other.frames, frames);
  }
  assertEquals([frames[0]!.time, frames.at(-1)!.time, unfinished.length], [0, 1, 0]);
});

Deno.test("samples that run out of steps are named, and are where they were", async () => {
  const solver = dopri5.create({ relativeTolerance: 1e-9, absoluteTolerance: 1e-9, maxSteps: 2 });
  const { unfinished, x } = await draw({ solver });
  assertEquals([...unfinished], [0, 1, 2, 3, 4, 5, 6]);
  assertTrue(x.every(Number.isFinite));
});

Deno.test("where the velocity has no limit at the end, the last step jumps to the expected data", async () => {
  const asked: number[] = [];
  const singular: Field<Float32Array> = {
    ...field,
    velocity(x, t) {
      asked.push(...t);
      return t.includes(1) ? x.map(() => NaN) : field.velocity(x, t);
    },
  };
  const { x, evaluations, frames } = await draw({ field: singular, endsInJump: true, trajectories: 7 });
  assertTrue(asked.every((time) => time <= 0.95));
  assertEquals(evaluations[0], 4 * (STEPS - 1) + 1);
  assertEquals([frames.length, frames.at(-1)!.time], [STEPS + 1, 1]);
  // The jump from 0.95 errs by about σ²: the expected data lie inside of where the flow leads.
  assertAllClose(x, noise(7).map((x0) => 1 + x0 / 2), 2 * 0.05 ** 2 / 0.25 * 3);
  const adaptive = dopri5.create({ relativeTolerance: 1e-6, absoluteTolerance: 1e-6, maxSteps: 1000 });
  const { x: close } = await draw({ field: singular, endsInJump: true, solver: adaptive });
  assertAllClose(close, noise(7).map((x0) => 1 + x0 / 2), 3e-5);
});

Deno.test("frames show the first samples from their noise to their end, at the times of the steps", async () => {
  for (const trajectories of [1, 3, 4, 7, 1000]) {
    const kept = Math.min(trajectories, 7);
    const { frames, x } = await draw({ trajectories });
    assertEquals(frames.map(({ time }) => time), Array.from({ length: STEPS + 1 }, (_, i) => i / STEPS));
    assertEquals(frames[0]!.x, noise(kept));
    assertEquals(frames.at(-1)!.x, x.slice(0, 3 * kept));
    const single = (await draw({ trajectories: 7, batchSize: 7 })).frames;
    frames.forEach(({ x }, i) => assertEquals(x, single[i]!.x.slice(0, 3 * kept)));
  }
  assertEquals((await draw({ trajectories: 0 })).frames, []);
});

Deno.test("progress goes from none of the samples to all of them, never back", async () => {
  const reports: Progress[] = [];
  await draw({ logger: { ...silent, progress: (report) => reports.push(report) } });
  const done = reports.map(({ done }) => done);
  assertEquals([done[0], done.at(-1)], [0, 7]);
  assertEquals(done, done.toSorted((a, b) => a - b));
  assertEquals(
    new Set(reports.map(({ stage, total, unit }) => `${stage} ${total} ${unit}`)),
    new Set(["sampling 7 samples"]),
  );
});

for (const bad of [NaN, Infinity]) {
  Deno.test(`a field of ${bad} is a failure, not a sample`, async () => {
    const broken = withVelocity((x, t) => t[0]! > 0.5 ? x.map(() => bad) : field.velocity(x, t));
    const error = await assertFails(() => draw(broken), "not finite");
    assertEquals((error as Failure).exitCode, 1);
  });
}
