import type { Network } from "../../lib/architectures/architecture.ts";
import { mlp } from "../../lib/architectures/mlp.ts";
import { meanSquare } from "../../lib/losses/mean_square.ts";
import { expandTime } from "../../lib/tensor/expand_time.ts";
import { named } from "../../lib/tensor/parameters.ts";
import { sizeOf } from "../../lib/tensor/shape.ts";
import * as tf from "../../lib/tensor/tf.ts";
import { objective } from "../../lib/training/objective.ts";
import { assertAllClose, assertClose, assertEquals } from "../support/assert.ts";
import { gradientOf } from "../support/derivatives.ts";
import { normals } from "../support/draws.ts";
import { tensor } from "../support/tensors.ts";

const B = 5;
const x = normals(2 * B, "x");
const r = normals(2 * B, "regressand");
const t = [0, 0.2, 0.4, 0.6, 0.8];
const share = [0.1, 0.02, 0.2, 0.05, 0.15];
const question = {
  xt: tensor(x, [B, 2]),
  t: tensor(t, [B]),
  regressand: tensor(r, [B, 2]),
  share: tensor(share, [B]),
};
const loss = meanSquare.create({});

/** `a·x + b·t`, whose loss can be written on one line. */
const scaling: Network = {
  parameters: ["a", "b"].map((name) => ({ name, shape: [], initialize() {} })),
  apply: (params, x, t) => tf.add(tf.mul(x, params.get("a")!), tf.mul(expandTime(t, 2), params.get("b")!)),
};

function byHand([a, b]: ArrayLike<number> & Iterable<number>): number {
  let sum = 0;
  for (let i = 0; i < 2 * B; i++) {
    const row = Math.floor(i / 2);
    sum += share[row]! * (a! * x[i]! + b! * t[row]! - r[i]!) ** 2 / 2;
  }
  return sum;
}

Deno.test("the objective is the sum over examples of share times distance, and tells the errors", () => {
  const at = [0.7, -0.3];
  const params = at.map((value) => tf.scalar(value));
  const { loss: value, errors } = objective(scaling, loss, named(scaling.parameters, params), question);
  assertEquals(value.shape, []);
  const total = Float64Array.from(errors.dataSync()).reduce(
    (sum, error, row) => sum + share[row]! * error,
    0,
  );
  assertClose(total, byHand(at), 1e-6);
  // Ten terms of order 1, each rounded a few times to 2⁻²⁴.
  assertClose(value.dataSync()[0]!, byHand(at), 1e-6);
});

Deno.test("the objective's gradient is that of its formula", () => {
  const at = [0.7, -0.3];
  const of = (...values: tf.Tensor[]) =>
    objective(scaling, loss, named(scaling.parameters, values), question).loss;
  const gradients = tf.grads(of)(at.map((value) => tf.scalar(value)));
  assertAllClose(gradients.map((gradient) => gradient.dataSync()[0]!), gradientOf(byHand, at), 1e-6);
});

Deno.test("the gradient of a perceptron's objective is that of the perceptron in double precision", () => {
  const network = mlp.create({ width: 4, hiddenLayers: 1, activation: "tanh" }).build({
    shape: [2],
  });
  const sizes = network.parameters.map(({ shape }) => sizeOf(shape));
  const starts = sizes.map((_, i) => sizes.slice(0, i).reduce((a, b) => a + b, 0));
  const params = normals(sizes.reduce((a, b) => a + b), "params");
  const inDouble = (params: Float64Array): number => {
    const [w1, b1, w2, b2] = sizes.map((size, i) => params.subarray(starts[i]!, starts[i]! + size));
    let sum = 0;
    for (let row = 0; row < B; row++) {
      const input = [x[2 * row]!, x[2 * row + 1]!, t[row]!];
      const hidden = [0, 1, 2, 3].map((h) =>
        Math.tanh(input.reduce((sum, value, i) => sum + value * w1![3 * h + i]!, b1![h]!))
      );
      for (const entry of [0, 1]) {
        const output = hidden.reduce((sum, value, h) => sum + value * w2![4 * entry + h]!, b2![entry]!);
        sum += share[row]! * (output - r[2 * row + entry]!) ** 2 / 2;
      }
    }
    return sum;
  };
  const values = network.parameters.map(({ shape }, i) =>
    tensor(params.slice(starts[i]!, starts[i]! + sizes[i]!), shape)
  );
  const of = (...values: tf.Tensor[]) =>
    objective(network, loss, named(network.parameters, values), question).loss;
  const { value, grads } = tf.valueAndGrads(of as (...values: tf.Tensor[]) => tf.Scalar)(values);
  // Sums of up to thirty products of order 1, rounded to 2⁻²⁴.
  assertClose(value.dataSync()[0]!, inDouble(params), 2e-6);
  assertAllClose(grads.flatMap((gradient) => [...gradient.dataSync()]), gradientOf(inDouble, params), 2e-6);
});

Deno.test("two heads are compared row after row, each output scaled", () => {
  const twice: Network = { parameters: [], apply: (_, x) => tf.concat([x, tf.mul(x, 10)], 1) };
  const scale = [1, 1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5];
  const regressand = [...x, ...x.map((value) => 5 * value + 1)];
  const { errors, loss: value } = objective(twice, loss, new Map(), {
    ...question,
    regressand: tensor(regressand, [2 * B, 2]),
    share: tensor(Array(2 * B).fill(0.5), [2 * B]),
    scale: tensor(scale, [2 * B]),
  });
  // The first head is right; the second is off by one everywhere, up to rounding.
  assertAllClose(errors.dataSync(), [0, 0, 0, 0, 0, 1, 1, 1, 1, 1], 1e-5);
  assertClose(value.dataSync()[0]!, 2.5, 1e-5);
});

Deno.test("the network is told the classes and the masks of the question, and nothing if there are none", () => {
  const told: unknown[] = [];
  const listening: Network = {
    parameters: [],
    apply(_, x, __, conditions) {
      told.push(conditions);
      return x;
    },
  };
  const [label, mask] = [tensor([0, 1, 2, -1, 0], [B]), tensor(x, [B, 2])];
  const masks = new Map([["drop", mask]]);
  objective(listening, loss, new Map(), question);
  objective(listening, loss, new Map(), { ...question, label, masks });
  assertEquals(told, [{ label: undefined, masks: undefined }, { label, masks }]);
});
