import { mlp } from "../../lib/architectures/mlp.ts";
import { trace } from "../../lib/engines/onnx/trace.ts";
import { activation } from "../../lib/layers/activation.ts";
import { linear } from "../../lib/layers/linear.ts";
import { sequential } from "../../lib/layers/sequential.ts";
import { Stream } from "../../lib/random/stream.ts";
import { appendTime } from "../../lib/tensor/expand_time.ts";
import { named } from "../../lib/tensor/parameters.ts";
import * as tf from "../../lib/tensor/tf.ts";
import { assertEquals, assertTrue } from "../support/assert.ts";
import { assertSameAsLoops, type Loops } from "../layers/forward.ts";

type Options = Parameters<typeof mlp.create>[0];

const base = { width: 5, hiddenLayers: 3, activation: "tanh" } as const;
const [SIZE, BATCH] = [2, 3];
/** Gradients of up to a hundred, each rounded to 2⁻²⁴ in a handful of sums from the output back to the input. */
const TOLERANCE = 100 * 8 * 2 ** -24;

const variants: readonly [title: string, options: Options][] = [
  ["plain", {}],
  ["with timeFeatures", { timeFeatures: 6, timeScale: 4 }],
  ["with fourierFeatures", { fourierFeatures: 6, fourierScale: 0.3 }],
  ["with residual blocks", { residual: true }],
  ["with all of them", {
    timeFeatures: 4,
    timeScale: 3,
    fourierFeatures: 8,
    fourierScale: 0.2,
    residual: true,
  }],
];

/** The numbers that the first layer is given for one point and time, as the formulas say. */
function entrance(x: readonly number[], t: number, options: Options): number[] {
  const { timeFeatures = 0, timeScale = 1000, fourierFeatures = 0, fourierScale = 1 } = options;
  const draws = new Stream({ seed: 0, purpose: "network/fourierFeatures" });
  const angles = Array.from(
    { length: fourierFeatures / 2 },
    () => x.reduce((sum, value) => sum + 2 * Math.PI * fourierScale * draws.normal() * value, 0),
  );
  const half = timeFeatures / 2;
  const phases = Array.from({ length: half }, (_, k) => timeScale * 10000 ** (-k / half) * t);
  return [
    ...x,
    ...angles.map(Math.cos),
    ...angles.map(Math.sin),
    ...(half === 0 ? [t] : [...phases.map(Math.cos), ...phases.map(Math.sin)]),
  ];
}

/** The network in double precision; the last of a row's numbers is its time. */
function loops(options: Options): Loops {
  return (rows, ...params) => {
    const outputs = Array.from({ length: BATCH }, (_, row) => {
      const point = [...rows.subarray(row * (SIZE + 1), (row + 1) * (SIZE + 1))];
      let values = entrance(point.slice(0, SIZE), point[SIZE]!, options);
      for (let layer = 0; 2 * layer < params.length; layer++) {
        const [weight, bias] = [params[2 * layer]!, params[2 * layer + 1]!];
        const sums = [...bias].map((b, j) =>
          values.reduce((sum, value, i) => sum + weight[j * values.length + i]! * value, b)
        );
        const isLast = 2 * layer + 2 === params.length;
        const added = options.residual && layer > 0 ? values : undefined;
        values = isLast ? sums : sums.map((sum, j) => Math.tanh(sum) + (added?.[j] ?? 0));
      }
      return values;
    });
    return Float64Array.from(outputs.flat());
  };
}

for (const [title, options] of variants) {
  for (const heads of [1, 2]) {
    Deno.test(`an mlp ${title}, answering ${heads}-fold, is what its formula says, and has its gradients`, () => {
      const { parameters, apply } = mlp.create({ ...base, ...options }).build({ shape: [SIZE], heads });
      assertSameAsLoops(
        {
          parameters,
          apply: (params, rows) => {
            const [x, t] = tf.split(rows, [SIZE, 1], 1);
            return apply(params, x!, tf.reshape(t!, [BATCH]));
          },
        },
        [BATCH, SIZE + 1],
        loops(options),
        TOLERANCE,
      );
    });
  }

  Deno.test(`an mlp ${title} has the plain one's parameters, but for the width of the first weight`, () => {
    const shapes = (given: Options) =>
      mlp.create({ ...base, ...given }).build({ shape: [SIZE] }).parameters.map((
        { name, shape },
      ) => [name, shape]);
    const [first, ...others] = shapes(options);
    const { timeFeatures = 1, fourierFeatures = 0 } = options;
    assertEquals(first, ["net.0.weight", [5, SIZE + timeFeatures + fourierFeatures]]);
    assertEquals(others, shapes({}).slice(1));
  });
}

Deno.test("an mlp without the options computes what it always did, operation by operation", () => {
  const byHand = sequential(
    linear("net.0", { inputs: 3, outputs: 5 }),
    activation("tanh"),
    linear("net.2", { inputs: 5, outputs: 5 }),
    activation("tanh"),
    linear("net.4", { inputs: 5, outputs: 2 }),
  );
  const network = mlp.create({ ...base, hiddenLayers: 2 }).build({ shape: [SIZE] });
  assertEquals(
    network.parameters.map(({ name, shape }) => [name, shape]),
    byHand.parameters.map(({ name, shape }) => [name, shape]),
  );
  const program = (apply: typeof network.apply): string =>
    `${
      trace(
        ({ x, t, ...params }) => {
          const values = byHand.parameters.map(({ name }) => params[name]!);
          return { y: apply(named(byHand.parameters, values), x!, t!) };
        },
        {
          inputs: {
            x: [3, 2],
            t: [3],
            ...Object.fromEntries(byHand.parameters.map(({ name, shape }) => [name, shape])),
          },
        },
        0,
      )
    }`;
  assertEquals(program(network.apply), program((params, x, t) => byHand.apply(params, appendTime(x, t))));
});

Deno.test("an odd number of features is refused, since they come in pairs", () => {
  for (const name of ["timeFeatures", "fourierFeatures"]) {
    assertTrue(!mlp.options.safeParse({ [name]: 3 }).success);
    assertTrue(mlp.options.safeParse({ [name]: 4 }).success);
  }
});
