import { mlp } from "../../lib/architectures/mlp.ts";
import { eager } from "../../lib/engines/eager.ts";
import { linear } from "../../lib/paths/linear.ts";
import { exportedField, type FieldParts, openVelocityField } from "../../lib/sampling/velocity_field.ts";
import { displacementOverTime } from "../../lib/targets/displacement_over_time.ts";
import type { Target } from "../../lib/targets/target.ts";
import { velocity } from "../../lib/targets/velocity.ts";
import { named, parameterCount, unflatten } from "../../lib/tensor/parameters.ts";
import { assertAllClose, assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { normals32 } from "../support/draws.ts";
import { tensor } from "../support/tensors.ts";

const engine = eager.create({ backend: "cpu" });
const network = mlp.create({ width: 8, hiddenLayers: 1, activation: "tanh" }).build({ shape: [2] });
const weights = normals32(parameterCount(network.parameters), "weights");
const displacement = displacementOverTime.create({ smallestTime: 0.25 });
const x = normals32(6, "x");

function parts(changes: Partial<FieldParts> = {}): FieldParts {
  return {
    network,
    weights,
    target: velocity.create({}),
    path: linear.create({}),
    shape: [2],
    batchSize: 3,
    field: "velocity",
    ...changes,
  };
}

/** What a field answers at some point and time. */
async function ask(changes: Partial<FieldParts>, time: number): Promise<Float32Array> {
  const field = await openVelocityField(engine, parts(changes));
  const answer = await field.velocity(x, time);
  await field.dispose();
  return answer;
}

/** What the network itself answers. */
function output(time: number): Float32Array {
  const params = named(network.parameters, unflatten(network.parameters, tensor(weights, [weights.length])));
  const answer = network.apply(params, tensor(x, [3, 2]), tensor([time, time, time], [3]));
  return Float32Array.from(answer.dataSync());
}

Deno.test("the field of a network that answers with the velocity is its output, all weights in it", async () => {
  for (const time of [0, 0.5, 1]) assertEquals(await ask({}, time), output(time));
  assertTrue(output(0).some((value, i) => value !== output(1)[i]));
});

Deno.test("the field of another target is what the target makes of point and output", async () => {
  const leaning: Target = { ...velocity.create({}), velocity: (t) => ({ x: 1 + t, output: -2 }) };
  const expected = output(0.5).map((value, i) => 1.5 * x[i]! - 2 * value);
  // Rounded once.
  assertAllClose(await ask({ target: leaning }, 0.5), expected, 2 ** -22);
  assertEquals(await ask({ target: displacement }, 0.5), output(0.5).map((value) => 0.5 * value));
});

Deno.test("a time before the target's smallest one is answered as if it were that", async () => {
  assertEquals(await ask({ target: displacement }, 0), await ask({ target: displacement }, 0.25));
  assertEquals(await ask({ target: displacement, field: "output" }, 0.1), output(0.25));
});

Deno.test("field: output is the network's answer itself", async () => {
  assertEquals(await ask({ target: displacement, field: "output" }, 0.5), output(0.5));
});

Deno.test("an answer is the caller's: the next one does not change it", async () => {
  const { velocity, dispose } = await openVelocityField(engine, parts());
  const first = await velocity(x, 0.5);
  const kept = first.slice();
  await velocity(x, 0.9);
  assertEquals(first, kept);
  await dispose();
});

Deno.test("a field takes as many samples as it was opened for", async () => {
  const field = await openVelocityField(engine, parts());
  await assertFails(() => field.velocity(x.slice(0, 4), 0.5), 'Input "x" must have 6 entries, got 4');
  await field.dispose();
});

for (const target of [velocity.create({}), displacement]) {
  for (const field of ["velocity", "output"] as const) {
    Deno.test(`the exported ${field} from t = ${target.smallestTime} on is the field, a time for every sample`, async () => {
      const { fn, signature } = exportedField(parts({ target, field }));
      const program = await engine.compile(fn, signature(3));
      const times = [0.1, 0.5, 1];
      const { v } = await program.run({ x, t: Float32Array.from(times) });
      await program.dispose();
      const expected = await Promise.all(times.map((time) => ask({ target, field }, time)));
      const rows = expected.flatMap((answer, i) => [...answer.slice(2 * i, 2 * i + 2)]);
      // The conversion is in float32 there and in double here: a rounding or two of numbers below 8.
      assertAllClose(v!, rows, 2 * 8 * 2 ** -24);
    });
  }
}
