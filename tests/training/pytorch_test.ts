import type { Network } from "../../lib/architectures/architecture.ts";
import { catalogs } from "../../lib/catalogs.ts";
import { decodeSafetensors } from "../../lib/checkpoints/safetensors.ts";
import { build, type Choice } from "../../lib/component.ts";
import type { Arrays } from "../../lib/engines/engine.ts";
import { flatten, named, parameterCount, unflatten } from "../../lib/tensor/parameters.ts";
import * as tf from "../../lib/tensor/tf.ts";
import { objective } from "../../lib/training/objective.ts";
import { stateNames, trainStep } from "../../lib/training/step.ts";
import { assertAllClose, assertEquals } from "../support/assert.ts";
import { allowed } from "../support/permissions.ts";

/** A network whose answers PyTorch wrote down: see `tests/fixtures/README.md`. */
interface Fixture {
  readonly file: string;
  readonly architecture: Choice;
  /** What PyTorch's wrapper put in front of the parameters' names. */
  readonly prefix: string;
  /** How many classes the network is told of; none unless given. */
  readonly classes?: number;
  /** Whether PyTorch wrote down five steps of Adam too; so unless given. */
  readonly hasAdam?: boolean;
}

const fixtures: readonly Fixture[] = [
  { file: "seed_cnn", architecture: { name: "plainCnn", channels: [32, 64, 32] }, prefix: "" },
  { file: "seed_unet", architecture: { name: "plainUnet", channels: 16 }, prefix: "" },
  {
    file: "mlp",
    architecture: { name: "mlp", width: 32, hiddenLayers: 3, activation: "selu" },
    prefix: "mlp.",
  },
  {
    file: "cfm_unet",
    architecture: {
      name: "unet",
      channels: 32,
      channelMultipliers: [1, 2],
      residualBlocks: 1,
      attentionResolutions: [8],
      headChannels: 16,
    },
    prefix: "net.",
    classes: 10,
    hasAdam: false,
  },
];

const engines: readonly Choice[] = [{ name: "eager", backend: "cpu" }, { name: "onnx", threads: 0 }];

/** PyTorch's `[B, C, H, W]` as `[B, H, W, C]`; points stay as they are. */
function channelsLast(tensor: { shape: readonly number[]; data: Float32Array }): Float32Array {
  if (tensor.shape.length !== 4) return tensor.data;
  const [batch, channels, height, width] = tensor.shape as [number, number, number, number];
  const out = new Float32Array(tensor.data.length);
  for (let b = 0; b < batch; b++) {
    for (let c = 0; c < channels; c++) {
      for (let p = 0; p < height * width; p++) {
        out[(b * height * width + p) * channels + c] = tensor.data[(b * channels + c) * height * width + p]!;
      }
    }
  }
  return out;
}

function largest(values: ArrayLike<number>): number {
  return Array.prototype.reduce.call(
    values,
    (most, value) => Math.max(most as number, Math.abs(value)),
    0,
  ) as number;
}

for (const { file, architecture, prefix, classes = 0, hasAdam = true } of fixtures) {
  for (const engineChoice of engines) {
    Deno.test({
      name: `PyTorch's ${file} has the same output, loss${
        hasAdam ? ", gradients and Adam steps" : " and gradients"
      } on the ${engineChoice.name} engine`,
      ignore: !allowed("read", "env", "ffi", "sys"),
      async fn() {
        const bytes = await Deno.readFile(new URL(`../fixtures/${file}.safetensors`, import.meta.url));
        const tensors = decodeSafetensors(bytes).tensors;
        const fixture = (name: string) => {
          const tensor = tensors.get(name);
          if (tensor === undefined) throw new Error(`fixture ${file} has no ${name}`);
          return { shape: tensor.shape, data: Float32Array.from(tensor.data, Number) };
        };
        const x0 = channelsLast(fixture("in.x0"));
        const x1 = channelsLast(fixture("in.x1"));
        const xt = channelsLast(fixture("in.xt"));
        const [batchSize, ...rest] = fixture("in.x0").shape as number[];
        const shape = rest.length === 3 ? [rest[1]!, rest[2]!, rest[0]!] : rest;
        const network = build(catalogs.architectures, architecture).build({ shape, classes }) as Network;
        const engine = build(catalogs.engines, engineChoice);
        const loss = build(catalogs.losses, { name: "meanSquare" });

        const length = parameterCount(network.parameters);
        const flat = (kind: string) => {
          const out = new Float32Array(length);
          let offset = 0;
          for (const { name, shape } of network.parameters) {
            const tensor = fixture(`${kind}.${prefix}${name}`);
            assertEquals([...tensor.shape], [...shape]);
            out.set(tensor.data, offset);
            offset += tensor.data.length;
          }
          return out;
        };
        const batch = {
          xt,
          t: fixture("in.t").data,
          regressand: x1.map((value, i) => value - x0[i]!),
          share: new Float32Array(batchSize!).fill(1 / batchSize!),
          ...(classes === 0 ? {} : { label: fixture("in.label").data }),
        };

        const answers = await engine.compile(({ params, xt, t, regressand, share, label }) => {
          const values = unflatten(network.parameters, params!);
          const of = (...values: tf.Tensor[]) =>
            objective(network, loss, named(network.parameters, values), {
              xt: xt!,
              t: t!,
              regressand: regressand!,
              share: share!,
              label,
            }).loss as tf.Scalar;
          const output = network.apply(named(network.parameters, values), xt!, t!, { label });
          const { value, grads } = tf.valueAndGrads(of)(values);
          return { output, loss: value, gradient: flatten(grads) };
        }, {
          inputs: {
            params: [length],
            xt: [batchSize!, ...shape],
            t: [batchSize!],
            regressand: [batchSize!, ...shape],
            share: [batchSize!],
            ...(classes === 0 ? {} : { label: [batchSize!] }),
          },
        });
        const answer = await answers.run({ params: flat("param"), ...batch });
        await answers.dispose();

        // float32 carries 7 digits; sums over thousands of products in another order keep 5 of them
        const expected = channelsLast(fixture("out.v"));
        assertAllClose(answer["output"]!, expected, 1e-5 * largest(expected), "output");
        assertAllClose(
          answer["loss"]!,
          fixture("out.loss").data,
          1e-5 * fixture("out.loss").data[0]!,
          "loss",
        );
        // before a normalisation a bias has no effect, and its gradient is what a few roundings to 24 bits leave of 0
        const rounding = 8 * 2 ** -24 * largest(flat("grad"));
        let offset = 0;
        for (const { name } of network.parameters) {
          const gradient = fixture(`grad.${prefix}${name}`).data;
          const ours = answer["gradient"]!.subarray(offset, offset + gradient.length);
          assertAllClose(ours, gradient, 1e-5 * largest(gradient) + rounding, `gradient of ${name}`);
          offset += gradient.length;
        }

        if (!hasAdam) return;
        const optimizer = build(catalogs.optimizers, {
          name: "adam",
          learningRate: 1e-3,
          beta1: 0.9,
          beta2: 0.999,
          epsilon: 1e-8,
        });
        const { step, signature } = trainStep({
          network,
          loss,
          optimizer,
          target: { heads: 1, isScaled: false },
          shape,
          batchSize: batchSize!,
        });
        const program = await engine.compile(step, signature);
        let state: Arrays = Object.fromEntries(
          stateNames(optimizer).map((name) => [name, new Float32Array(length)]),
        );
        state = { ...state, params: flat("param") };
        for (let n = 1; n <= 5; n++) {
          const coefficients = Float32Array.of(0, ...optimizer.coefficients(n, 1));
          const { loss: _loss, errors: _errors, ...next } = await program.run({
            ...state,
            ...batch,
            coefficients,
          });
          state = next;
        }
        await program.dispose();
        // one Adam step moves a parameter by up to 1e-3, whatever the size of its gradient
        assertAllClose(state["params"]!, flat("adam"), 1e-5, "parameters after five steps");
      },
    });
  }
}
