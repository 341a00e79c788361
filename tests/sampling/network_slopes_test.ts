import type { Network } from "../../lib/architectures/architecture.ts";
import { mlp } from "../../lib/architectures/mlp.ts";
import { plainUnet } from "../../lib/architectures/plain_unet.ts";
import { eager } from "../../lib/engines/eager.ts";
import { engines } from "../../lib/engines/mod.ts";
import { dotProducts, type Slopes } from "../../lib/sampling/differentiable_call.ts";
import { openNetwork, type TrainedNetwork } from "../../lib/sampling/network_field.ts";
import { openSlopes } from "../../lib/sampling/network_slopes.ts";
import { parameterCount } from "../../lib/tensor/parameters.ts";
import { sizeOf } from "../../lib/tensor/shape.ts";
import type { Shape } from "../../lib/tensor/types.ts";
import { assertAllClose, assertEquals } from "../support/assert.ts";
import { created } from "../support/components.ts";
import { normals, normals32 } from "../support/draws.ts";
import { allowed } from "../support/permissions.ts";

const engine = eager.create({ backend: "cpu" });

/** A network with weights that mean nothing. */
function trained(network: Network, shape: Shape, heads: number): TrainedNetwork {
  const weights = normals32(parameterCount(network.parameters), "weights").map((weight) => 0.2 * weight);
  return { network, weights, shape, heads };
}

/** A smooth network. */
function points(heads: number): TrainedNetwork {
  const network = mlp.create({ width: 24, hiddenLayers: 2, activation: "tanh" }).build({ shape: [3], heads });
  return trained(network, [3], heads);
}

/** A network of polyhedra: between its kinks it is linear. */
function images(heads: number): TrainedNetwork {
  const shape = [4, 8, 2];
  return trained(plainUnet.create({ channels: 4 }).build({ shape, heads }), shape, heads);
}

const subjects: readonly [title: string, subject: TrainedNetwork, step: number, tolerance: number][] = [
  // Roundings to float32 divided by 0.1, and its fourth power times the fifth derivative: both about 1e-5.
  ["an mlp", points(1), 0.1, 1e-4],
  ["an mlp of two heads", points(2), 0.1, 1e-4],
  // Roundings, and the few of its thousand kinks that lie within the step.
  ["a U-net", images(1), 2e-3, 5e-3],
  ["a U-net of two heads", images(2), 2e-3, 5e-3],
];

const SAMPLES = 5;
const times = Float64Array.of(0, 0.2, 0.5, 0.9, 1);

/** The samples that the network is asked about, and a probe for each. */
function question({ shape }: TrainedNetwork): { x: Float64Array; probe: Float64Array } {
  const length = SAMPLES * sizeOf(shape);
  return {
    x: Float64Array.from(normals32(length, "x")),
    probe: Float64Array.from(normals32(length, "probe")),
  };
}

/** All numbers of an answer. */
function numbersOf({ outputs, slopes }: Slopes): number[] {
  return [...outputs, ...slopes].flatMap((values) => [...values]);
}

for (const [title, subject, h, tolerance] of subjects) {
  Deno.test(`the outputs of ${title} are its own, and the slopes those of finite differences`, async () => {
    const { x, probe } = question(subject);
    const slopes = openSlopes(engine, subject, SAMPLES);
    const plain = openNetwork(engine, subject, SAMPLES);
    const found = await slopes.call(x, times, probe);
    assertEquals(
      found.outputs.map((output) => Float32Array.from(output)),
      await plain.call(Float32Array.from(x), times),
    );
    const at = async (steps: number): Promise<readonly Float32Array[]> =>
      await plain.call(Float32Array.from(x, (value, e) => value + steps * h * probe[e]!), times);
    const [after, before, far, farBefore] = [await at(1), await at(-1), await at(2), await at(-2)];
    for (let head = 0; head < subject.heads; head++) {
      const change = after[head]!.map((value, e) =>
        (8 * (value - before[head]![e]!) - (far[head]![e]! - farBefore[head]![e]!)) / (12 * h)
      );
      const expected = dotProducts(change, probe, SAMPLES);
      const size = Math.max(...expected.map(Math.abs));
      assertAllClose(found.slopes[head]!, expected, tolerance * size, `head ${head}`);
    }
    await slopes.dispose();
    await plain.dispose();
  });
}

for (const [name, other] of created(engines)) {
  Deno.test({
    name: `on the ${name} engine slopes are the eager ones, with the same bits in batches of any size`,
    ignore: name !== "eager" && !allowed("read", "env", "ffi", "sys"),
    async fn() {
      for (const [title, subject] of subjects) {
        const { x, probe } = question(subject);
        const [reference, opened] = [engine, other].map((engine) => openSlopes(engine, subject, SAMPLES));
        const [expected, found] = [
          await reference!.call(x, times, probe),
          await opened!.call(x, times, probe),
        ];
        const size = Math.max(...numbersOf(expected).map(Math.abs));
        // Sums of up to a few hundred products in float32, in another order.
        assertAllClose(numbersOf(found), numbersOf(expected), 1e-5 * size, title);
        await reference!.dispose();
        await opened!.dispose();
        const width = x.length / SAMPLES;
        for (const batchSize of [1, 2, 16]) {
          const { call, dispose } = openSlopes(other, subject, batchSize);
          for (let first = 0; first < SAMPLES; first += batchSize) {
            const end = Math.min(first + batchSize, SAMPLES);
            const rows = (values: Float64Array) => values.subarray(first * width, end * width);
            const part = await call(rows(x), times.subarray(first, end), rows(probe));
            const whole = {
              outputs: found.outputs.map(rows),
              slopes: found.slopes.map((slope) => slope.subarray(first, end)),
            };
            assertEquals(numbersOf(part), numbersOf(whole), `${title} in batches of ${batchSize}`);
          }
          await dispose();
        }
      }
    },
  });
}

Deno.test("the slopes along the unit vectors are the diagonal of the Jacobian, all of it for a linear network", async () => {
  const matrix = normals(9, "matrix").map(Math.fround);
  const network = mlp.create({ width: 3, hiddenLayers: 1, activation: "relu" }).build({ shape: [3] });
  // W2·relu(W1·[x, t] + b1): with W1 = [I, 0] and b1 large it is W2·x + W2·b1.
  const [eye, shift] = [[1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0], [100, 100, 100]];
  const weights = Float32Array.from([...eye, ...shift, ...matrix, 0, 0, 0]);
  const { call, dispose } = openSlopes(engine, { network, weights, shape: [3], heads: 1 }, 2);
  for (const j of [0, 1, 2]) {
    const unit = Float64Array.from({ length: 6 }, (_, e) => e % 3 === j ? 1 : 0);
    const { slopes } = await call(normals(6, "x"), Float64Array.of(0, 1), unit);
    assertEquals([...slopes[0]!], [matrix[4 * j], matrix[4 * j]]);
  }
  await dispose();
});
