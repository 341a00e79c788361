import { mlp } from "../../lib/architectures/mlp.ts";
import { eager } from "../../lib/engines/eager.ts";
import type { Arrays, Engine } from "../../lib/engines/engine.ts";
import type { Failure } from "../../lib/failure.ts";
import type { Progress } from "../../lib/logger.ts";
import { meanSquare } from "../../lib/losses/mean_square.ts";
import { adam } from "../../lib/optimizers/adam.ts";
import type { Optimizer } from "../../lib/optimizers/optimizer.ts";
import { constant } from "../../lib/schedules/constant.ts";
import { cosine } from "../../lib/schedules/cosine.ts";
import { parameterCount } from "../../lib/tensor/parameters.ts";
import * as tf from "../../lib/tensor/tf.ts";
import { type Batch, batches } from "../../lib/training/batch.ts";
import { initialState } from "../../lib/training/initial_state.ts";
import { renewal } from "../../lib/training/moving_average.ts";
import { type Losses, train, type Training, type TrainingState } from "../../lib/training/train.ts";
import { assertAllClose, assertClose, assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { batchParts } from "./parts.ts";

const optimizer = adam.create(adam.options.parse({}));
const network = mlp.create({ width: 8, hiddenLayers: 1, activation: "selu" }).build({
  shape: [2],
});

/** An engine whose step adds one to the parameters and loses what it is told to, noting what it is fed. */
function fakeEngine(
  lossOf: (step: number) => number,
): Engine & { fed: Arrays[]; calls: number; disposed: number } {
  const engine = {
    fed: [] as Arrays[],
    calls: 0,
    disposed: 0,
    describe: () => Promise.resolve({}),
    compile: () =>
      Promise.resolve({
        run(inputs: Arrays, into: Arrays = {}) {
          engine.calls++;
          const { t, params, coefficients } = inputs;
          const times = t!.length / BATCH;
          const losses = Float32Array.from({ length: times }, (_, i) => lossOf(params![0]! + 1 + i));
          for (let i = 0; i < times; i++) {
            const part = (array: Float32Array) =>
              array.slice(i * array.length / times, (i + 1) * array.length / times);
            engine.fed.push({
              params: params!.map((p) => p + i),
              t: part(t!),
              coefficients: part(coefficients!),
            });
          }
          into["params"]!.set(params!.map((p) => p + times));
          const errors = new Float32Array(BATCH * times);
          errors.set(ERRORS, BATCH * (times - 1));
          return Promise.resolve({ ...into, loss: losses, errors } as Arrays);
        },
        dispose: () => Promise.resolve(void engine.disposed++),
      }),
  };
  return engine;
}

/** Examples in a step. */
const BATCH = 4;
const zero = () => Float32Array.of(0);
/** How far off the fake step is in a batch of four. */
const ERRORS = Float32Array.of(1, 2, 3, 4);

/** A batch of which the fake step sees the time alone. */
function fakeBatch(t = 0): Batch {
  const inputs = { t: new Float32Array(BATCH).fill(t) };
  return { inputs, velocityShares: Float64Array.of(0.25, 0, 0, 0.5), floor: NaN };
}
/** A state in which the fake step's only parameter counts the steps. */
const stateAfter = (step: number): TrainingState => ({
  step,
  vectors: { params: Float32Array.of(step), ema: zero(), mean: zero(), meanSquare: zero() },
});

/** What an observer was told, in order, and how it ended. */
interface Story {
  readonly losses: [number, Losses][];
  readonly validated: [number, number][];
  readonly kept: TrainingState[];
  readonly progress: Progress[];
  readonly end: TrainingState | Failure;
}

async function story(
  changes: Partial<Training>,
  { start = stateAfter(0), stopAfter = Infinity } = {},
): Promise<Story> {
  const losses: [number, Losses][] = [];
  const validated: [number, number][] = [];
  const kept: TrainingState[] = [];
  const progress: Progress[] = [];
  const stop = new AbortController();
  const training: Training = {
    engine: fakeEngine((step) => 1 / step),
    network,
    loss: meanSquare.create({}),
    optimizer,
    shape: [2],
    batchSize: BATCH,
    target: { heads: 1, isScaled: false },
    batch: () => fakeBatch(),
    steps: 7,
    schedule: constant.create({}),
    accumulate: 1,
    emaDecay: 0.999,
    emaWarmUp: true,
    logEverySteps: 3,
    checkpointEverySteps: 4,
    ...changes,
  };
  const end = await train(training, start, {
    onLoss: (step, found) => losses.push([step, found]),
    onValidation: (step, loss) => validated.push([step, loss]),
    onCheckpoint: (state) => Promise.resolve(void kept.push(structuredClone(state))),
    logger: {
      info() {},
      warn() {},
      progress(report) {
        progress.push(report);
        if (report.done >= stopAfter) stop.abort();
      },
    },
    signal: stop.signal,
  }).catch((error) => error as Failure);
  return { losses, validated, kept, progress, end };
}

Deno.test("the loss is reported and the state is kept after every so many steps, and after the last", async () => {
  const { losses, kept, end } = await story({});
  const values = losses.map(([step, { loss }]) => [step, loss]);
  assertEquals(values, [[3, Math.fround(1 / 3)], [6, Math.fround(1 / 6)], [7, Math.fround(1 / 7)]]);
  assertEquals(kept.map(({ step }) => step), [4, 7]);
  assertEquals(kept.map(({ vectors }) => vectors["params"]![0]), [4, 7]);
  assertEquals(end, kept[1]);
});

Deno.test("the errors of a batch are reported as they are, as those of the velocity, and beside the least possible loss", async () => {
  const told = async (floor: number) => {
    const { losses } = await story({ batch: () => ({ ...fakeBatch(), floor }), logEverySteps: 1, steps: 1 });
    return losses[0]![1];
  };
  // The mean of 1, 2, 3 and 4, and 1/4·1 + 1/2·4.
  assertEquals(await told(NaN), { loss: 1, squaredError: 2.5, velocityError: 2.25 });
  assertEquals(await told(0.5), { loss: 1, squaredError: 2.5, velocityError: 2.25, floor: 0.5 });
});

Deno.test("the loss on held-out examples is measured after every so many steps, and after the last", async () => {
  const validation = {
    everySteps: 3,
    measure: ({ params }: Arrays) => Promise.resolve(10 * params![0]!),
  };
  const { validated } = await story({ validation });
  assertEquals(validated, [[3, 30], [6, 60], [7, 70]]);
  assertEquals((await story({ validation, steps: 6 })).validated, [[3, 30], [6, 60]]);
  const from = await story({ validation }, { start: stateAfter(4) });
  assertEquals(from.validated, [[6, 60], [7, 70]]);
});

Deno.test("a last step that is due anyway is reported and kept once", async () => {
  const { losses, kept } = await story({ steps: 12 });
  assertEquals(losses.map(([step]) => step), [3, 6, 9, 12]);
  assertEquals(kept.map(({ step }) => step), [4, 8, 12]);
});

Deno.test("progress is reported from the start on, whenever steps are done and with the last one's loss", async () => {
  const { progress } = await story({ steps: 2 });
  const common = { stage: "training", total: 2, unit: "steps" };
  assertEquals(progress, [
    { ...common, done: 0, values: {} },
    { ...common, done: 1, values: { loss: 1 } },
    { ...common, done: 2, values: { loss: 0.5 } },
  ]);
});

Deno.test("a step is fed the carried vectors, its batch, the renewal, and the optimizer's coefficients at the scheduled rate", async () => {
  const engine = fakeEngine(() => 1);
  const batch = (step: number) => fakeBatch(step);
  const schedule = { factor: (step: number, steps: number) => step / steps };
  await story({ engine, batch, schedule, steps: 7, emaDecay: 0.5 }, { start: stateAfter(5) });
  const averaging = { emaDecay: 0.5, emaWarmUp: true, batchSize: 4 };
  assertEquals(engine.fed.map(({ t, params }) => [t![0], params![0]]), [[6, 5], [7, 6]]);
  for (const [i, step] of [6, 7].entries()) {
    const expected = Float32Array.of(renewal(step, averaging), ...optimizer.coefficients(step, step / 7));
    assertEquals(engine.fed[i]!["coefficients"], expected);
  }
  assertEquals(engine.disposed, 1);
});

Deno.test("short steps are done together, up to one after which something is due", async () => {
  const engine = fakeEngine((step) => 1 / step);
  const validation = { everySteps: 31, measure: () => Promise.resolve(0) };
  const changes = { engine, validation, steps: 70, logEverySteps: 60, checkpointEverySteps: 35 };
  const { losses, validated, kept, progress, end } = await story(changes);
  assertEquals(engine.fed.map(({ params }) => params![0]), Array.from({ length: 70 }, (_, i) => i));
  // a fake step takes no time, which the first call finds out
  assertTrue(engine.calls < 70, `${engine.calls} calls`);
  const reported = progress.map(({ done }) => done);
  for (const due of [0, 1, 31, 35, 60, 62, 70]) assertTrue(reported.includes(due), `${reported}`);
  assertEquals(progress.at(-1)!.values, { loss: Math.fround(1 / 70) });
  assertEquals(losses.map(([step, { loss }]) => [step, loss]), [60, 70].map((n) => [n, Math.fround(1 / n)]));
  assertEquals(validated.map(([step]) => step), [31, 62, 70]);
  assertEquals(kept.map(({ step, vectors }) => [step, vectors["params"]![0]]), [[35, 35], [70, 70]]);
  assertEquals(end, kept[1]);
});

Deno.test("the signal ends the training after the steps that are being done, and their state is kept", async () => {
  const engine = fakeEngine(() => 1);
  const { kept, losses, end } = await story({ engine }, { stopAfter: 2 });
  // the second call can do two steps, after which the loss is due
  const { length } = engine.fed;
  assertTrue(length === 2 || length === 3, `${length} steps`);
  assertEquals(kept.map(({ step }) => step), [length]);
  assertEquals(end, kept[0]);
  assertEquals(losses.map(([step]) => step), length === 3 ? [3] : []);
  assertEquals(engine.disposed, 1);
});

Deno.test("a signal that comes before the first step leaves the start as it was", async () => {
  const { kept, end } = await story({}, { start: stateAfter(3), stopAfter: 0 });
  assertEquals(kept, []);
  assertEquals(end, stateAfter(3));
});

Deno.test("a training that is complete already runs no step", async () => {
  const engine = fakeEngine(() => 1);
  const { kept, losses, end } = await story({ engine }, { start: stateAfter(7) });
  assertEquals([engine.fed, kept, losses, end], [[], [], [], stateAfter(7)]);
});

for (const loss of [NaN, Infinity, -Infinity]) {
  Deno.test(`a loss of ${loss} is a failure that names the step and the last good checkpoint`, async () => {
    const lossOf = (step: number) => step === 3 ? loss : 1;
    const engine = fakeEngine(lossOf);
    const changes = { engine, checkpointEverySteps: 2, logEverySteps: 1 };
    const { kept, losses, end } = await story(changes);
    await assertFails(() => Promise.reject(end), `The loss became ${loss} in step 3`);
    await assertFails(() => Promise.reject(end), "the last good checkpoint is that of step 2");
    assertEquals((end as Failure).exitCode, 1);
    assertEquals([kept.map(({ step }) => step), losses.map(([step]) => step)], [[2], [1, 2]]);
    assertEquals(engine.disposed, 1);

    const together = { ...changes, engine: fakeEngine(lossOf), checkpointEverySteps: 7, logEverySteps: 7 };
    await assertFails(
      async () => Promise.reject((await story(together)).end),
      `The loss became ${loss} in step 3; there is no checkpoint before it`,
    );
    assertTrue(together.engine.calls < 7, `${together.engine.calls} calls`);

    const { end: early } = await story({ ...changes, checkpointEverySteps: 4 });
    await assertFails(() => Promise.reject(early), "there is no checkpoint before it");
    const { end: resumed } = await story({ ...changes, checkpointEverySteps: 4 }, { start: stateAfter(1) });
    await assertFails(() => Promise.reject(resumed), "the last good checkpoint is that of step 1");
  });
}

Deno.test("a state that is not finite is not kept, although the loss of its step still was", async () => {
  const start = stateAfter(0);
  const broken = { ...start, vectors: { ...start.vectors, meanSquare: Float32Array.of(Infinity) } };
  const { kept, end } = await story({ checkpointEverySteps: 2 }, { start: broken });
  await assertFails(() => Promise.reject(end), "The vector meanSquare is not finite after step 2");
  assertEquals(kept, []);
});

Deno.test("training goes on from a kept state exactly as if it had never stopped", async () => {
  const changes = {
    engine: eager.create({ backend: "cpu" }),
    batch: batches(batchParts()),
    schedule: cosine.create({ warmupSteps: 2, finalFactor: 0.1 }),
    checkpointEverySteps: 3,
    logEverySteps: 1,
  };
  const whole = await story(changes, { start: { step: 0, vectors: initialState(network, optimizer, 1) } });
  const again = { ...changes, batch: batches(batchParts()) };
  const rest = await story(again, { start: whole.kept[0]! });
  assertEquals(rest.end, whole.end);
  assertEquals(rest.losses, whole.losses.slice(3));
});

Deno.test("the average of parameters that move by the same step lags behind as its decay says", async () => {
  const rate = 0.25;
  /** Moves every parameter by the rate, whatever the gradient. */
  const steady: Optimizer = {
    slots: [],
    coefficients: () => [rate],
    update: (params, _, __, [step]) => ({ params: tf.add(params, step!), state: {} }),
  };
  const steps = 40;
  const length = parameterCount(network.parameters);
  for (
    const { averaging, decay } of [
      { averaging: { emaDecay: 0.9, emaWarmUp: false }, decay: 0.9 },
      // Batches of 4: a half-life of 16 examples is one of four steps.
      { averaging: { emaDecay: undefined, emaHalfLife: 16, emaWarmUp: false }, decay: 2 ** -0.25 },
    ]
  ) {
    const start = { step: 0, vectors: initialState(network, steady, 1, new Float32Array(length)) };
    const { end } = await story({
      engine: eager.create({ backend: "cpu" }),
      batch: batches(batchParts()),
      optimizer: steady,
      steps,
      ...averaging,
    }, { start });
    const { params, ema } = (end as TrainingState).vectors;
    // The lag l obeys l ← β·(l + rate), from 0.
    const lag = rate * decay * (1 - decay ** steps) / (1 - decay);
    // Forty sums of numbers up to 10, each rounded to 2⁻²⁴ of itself.
    assertAllClose(
      params!.map((value, i) => value - ema![i]!),
      new Float32Array(length).fill(lag),
      40 * 10 * 2 ** -24,
    );
    assertClose(params![0]!, rate * steps, 1e-5);
  }
});
