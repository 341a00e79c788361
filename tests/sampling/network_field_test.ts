import { mlp } from "../../lib/architectures/mlp.ts";
import { eager } from "../../lib/engines/eager.ts";
import type { Engine } from "../../lib/engines/engine.ts";
import { brownianBridge } from "../../lib/gammas/brownian_bridge.ts";
import { none } from "../../lib/gammas/none.ts";
import { type Interpolant, interpolant } from "../../lib/paths/interpolant.ts";
import { linear } from "../../lib/paths/linear.ts";
import { type FieldRules, generativeField } from "../../lib/sampling/generative_field.ts";
import { exportedField, openNetwork, type TrainedNetwork } from "../../lib/sampling/network_field.ts";
import { data } from "../../lib/targets/data.ts";
import { displacementOverTime } from "../../lib/targets/displacement_over_time.ts";
import type { Target } from "../../lib/targets/target.ts";
import { velocity } from "../../lib/targets/velocity.ts";
import { velocityAndScore } from "../../lib/targets/velocity_and_score.ts";
import { named, parameterCount, unflatten } from "../../lib/tensor/parameters.ts";
import { assertAllClose, assertEquals, assertTrue } from "../support/assert.ts";
import { normals32 } from "../support/draws.ts";
import { circle } from "../support/interpolants.ts";
import { tensor } from "../support/tensors.ts";

const engine = eager.create({ backend: "cpu" });
const bounds = { smallestTime: 0, largestTime: 1 };
const straight = interpolant(linear.create({}), none.create({}));
const bridge = interpolant(linear.create({}), brownianBridge.create({ scale: 0.5 }));
const x = normals32(6, "x");

/** A network of so many heads, with weights that mean nothing. */
function trained(heads = 1): TrainedNetwork {
  const network = mlp.create({ width: 8, hiddenLayers: 1, activation: "tanh" }).build({ shape: [2], heads });
  const weights = normals32(parameterCount(network.parameters), "weights");
  return { network, weights, shape: [2], heads };
}

/** What the network itself answers: `[3, 2·heads]`. */
function output({ network, weights }: TrainedNetwork, times: readonly number[]): Float32Array {
  const params = named(network.parameters, unflatten(network.parameters, tensor(weights, [weights.length])));
  return Float32Array.from(network.apply(params, tensor(x, [3, 2]), tensor(times, [3])).dataSync());
}

/** The eager engine, which notes the batch sizes that it compiles for. */
function counting(): Engine & { sizes: number[] } {
  const sizes: number[] = [];
  return {
    ...engine,
    sizes,
    compile(fn, signature) {
      sizes.push(signature.inputs["t"]![0]!);
      return engine.compile(fn, signature);
    },
  };
}

Deno.test("a network answers for every sample at its own time, with all weights in it", async () => {
  const { call, dispose } = openNetwork(engine, trained(), 3);
  const times = [0, 0.5, 1];
  const [answer] = await call(x, Float64Array.from(times));
  await dispose();
  assertEquals(answer, output(trained(), times));
  assertTrue(output(trained(), [0, 0, 0]).some((value, i) => value !== output(trained(), [1, 1, 1])[i]));
});

Deno.test("a network's heads are told apart", async () => {
  const { call, dispose } = openNetwork(engine, trained(2), 3);
  const [first, second] = await call(x, new Float64Array(3).fill(0.5));
  await dispose();
  const both = output(trained(2), [0.5, 0.5, 0.5]);
  const columns = (from: number) =>
    [0, 1, 2].flatMap((row) => [...both.slice(4 * row + from, 4 * row + from + 2)]);
  assertEquals([...first!], columns(0));
  assertEquals([...second!], columns(2));
});

Deno.test("fewer samples take a smaller program, compiled once, and give the same bits", async () => {
  const counted = counting();
  const { call, dispose } = openNetwork(counted, trained(), 16);
  const many = normals32(32, "many");
  const [all] = await call(many, new Float64Array(16).fill(0.5));
  for (const count of [9, 8, 5, 3, 2, 1, 4, 16]) {
    const [some] = await call(many.slice(0, 2 * count), new Float64Array(count).fill(0.5));
    assertEquals(some, all!.slice(0, 2 * count), `${count} samples`);
  }
  await dispose();
  assertEquals(counted.sizes, [16, 8, 4, 2]);
});

Deno.test("an answer is the caller's: the next one does not change it", async () => {
  const { call, dispose } = openNetwork(engine, trained(), 3);
  const [first] = await call(x, new Float64Array(3).fill(0.5));
  const kept = first!.slice();
  await call(x, new Float64Array(3).fill(0.9));
  assertEquals(first, kept);
  await dispose();
});

const exported: readonly [title: string, target: Target, between: Interpolant, takesOutput: boolean][] = [
  ["velocity", velocity.create(bounds), straight, false],
  ["data", data.create(bounds), straight, false],
  ["displacement", displacementOverTime.create({ smallestTime: 0.25, largestTime: 1 }), straight, false],
  [
    "displacement as it is",
    displacementOverTime.create({ smallestTime: 0.25, largestTime: 1 }),
    straight,
    true,
  ],
  ["two heads", velocityAndScore.create(bounds), bridge, false],
];
for (const [title, target, between, takesOutput] of exported) {
  Deno.test(`the exported velocity of ${title} is the field's, with a time for every sample`, async () => {
    const model = trained(target.heads);
    const rules: FieldRules = { target, interpolant: between, takesOutput };
    const { call, dispose } = openNetwork(engine, model, 3);
    const times = Float64Array.of(0.1, 0.5, 0.99);
    const expected = await generativeField<Float32Array>((x, t) => call(x, t), rules).velocity(x, times);
    await dispose();
    const { fn, signature } = exportedField(model, rules, true)!;
    const program = await engine.compile(fn, signature(3));
    const { v } = await program.run({ x, t: Float32Array.from(times) });
    await program.dispose();
    // The conversion is in float32 there and in double here; at t = 0.99 it divides by σ, a hundredth that lost two
    // of seven digits by cancellation.
    assertAllClose(v!, expected, 1e-5 * Math.max(...expected.map(Math.abs)));
  });
}

Deno.test("an exported velocity without a limit at t = 1 stays that of 0.999 from there on", async () => {
  const { fn, signature } = exportedField(
    trained(),
    { target: data.create(bounds), interpolant: straight },
    false,
  )!;
  const program = await engine.compile(fn, signature(3));
  const { v } = await program.run({
    x: Float32Array.of(1, 2, 1, 2, 1, 2),
    t: Float32Array.of(0.999, 0.9995, 1),
  });
  await program.dispose();
  assertTrue(v!.every(Number.isFinite));
  assertEquals([v![2], v![3]], [v![0], v![1]]);
  assertEquals([v![4], v![5]], [v![0], v![1]]);
});

Deno.test("a path without tensor operations has an exported velocity only where none are needed", () => {
  const curved = interpolant(circle, none.create({}));
  const found = [velocity, data].map(({ create }) =>
    exportedField(trained(), { target: create(bounds), interpolant: curved }, true)
  );
  assertEquals([found[0] !== undefined, found[1] === undefined], [true, true]);
});
