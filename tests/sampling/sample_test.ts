import type { Failure } from "../../lib/failure.ts";
import { type Progress, silent } from "../../lib/logger.ts";
import { Stream } from "../../lib/random/stream.ts";
import { sample, type SampleParts } from "../../lib/sampling/sample.ts";
import { rk4 } from "../../lib/solvers/rk4.ts";
import { gaussian } from "../../lib/sources/gaussian.ts";
import { assertAllClose, assertEquals, assertFails } from "../support/assert.ts";
import { gaussianVelocity } from "../support/odes.ts";

const STEPS = 20;
const SHAPE = [3];

const draw = (changes: Partial<SampleParts> = {}) =>
  sample({
    velocity: gaussianVelocity,
    solver: rk4.create({ steps: STEPS }),
    source: gaussian.create({}),
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

Deno.test("evaluations are the network calls that one sample takes, not those of all batches", async () => {
  const sizes: number[] = [];
  const { evaluations } = await draw({
    velocity: (x, t) => (sizes.push(x.length), gaussianVelocity(x, t)),
  });
  assertEquals(evaluations, 4 * STEPS);
  // Three batches, the last one filled up.
  assertEquals(sizes, Array(3 * 4 * STEPS).fill(9));
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

Deno.test("the signal ends the sampling with exit code 130", async () => {
  const stop = new AbortController();
  let calls = 0;
  const error = await assertFails(
    () =>
      draw({
        signal: stop.signal,
        velocity(x, t) {
          if (++calls === 5) stop.abort();
          return gaussianVelocity(x, t);
        },
      }),
    "Interrupted while sampling",
  );
  assertEquals([(error as Failure).exitCode, calls], [130, 5]);
});

for (const bad of [NaN, Infinity]) {
  Deno.test(`a field of ${bad} is a failure, not a sample`, async () => {
    const velocity = (x: Float32Array, t: number) => t > 0.5 ? x.fill(bad) : gaussianVelocity(x, t);
    const error = await assertFails(() => draw({ velocity }), "not finite");
    assertEquals((error as Failure).exitCode, 1);
  });
}
