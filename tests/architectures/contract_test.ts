import { type Architecture, isOracle, type Network } from "../../lib/architectures/architecture.ts";
import { mlp } from "../../lib/architectures/mlp.ts";
import { architectures } from "../../lib/architectures/mod.ts";
import { Failure } from "../../lib/failure.ts";
import { Stream } from "../../lib/random/stream.ts";
import type { Parameter } from "../../lib/tensor/parameters.ts";
import { sizeOf } from "../../lib/tensor/shape.ts";
import type { Shape, Tensor } from "../../lib/tensor/types.ts";
import { assertEquals, assertTrue } from "../support/assert.ts";
import { created } from "../support/components.ts";
import { normals } from "../support/draws.ts";
import { tensor } from "../support/tensors.ts";

/** Examples of the kinds that data sets have: points, and images in grey and in colour, even and odd. */
const SHAPES: readonly Shape[] = [[2], [5], [8, 8, 1], [4, 12, 3], [5, 7, 3]];
const names = Object.keys(architectures);
/** Networks whose layers all start as PyTorch's do by themselves. */
const STARTS_LIKE_PYTORCH = /^(mlp|plainCnn|plainUnet)\b/;

/** The initial value of a parameter. */
function initial({ name, shape, initialize }: Parameter): Float32Array {
  const out = new Float32Array(sizeOf(shape)).fill(NaN);
  initialize(out, new Stream({ seed: 1, purpose: `init/${name}` }));
  return out;
}

/** The output of a network with its initial parameters, but for those that start at 0 and so hide the others. */
function answer({ parameters, apply }: Network, x: Tensor, t: readonly number[]): Tensor {
  const params = new Map(parameters.map((parameter) => {
    const values = initial(parameter);
    const moved = values.some((value) => value !== 0) ? values : values.map((_, i) => 0.1 * Math.sin(i + 1));
    return [parameter.name, tensor(moved, parameter.shape)];
  }));
  return apply(params, x, tensor(t, [t.length]));
}

/** The network for examples of a shape, or the error with which the architecture refuses them. */
function build(architecture: Architecture, shape: Shape): Network | Failure {
  try {
    const built = architecture.build({ shape });
    if (isOracle(built)) throw new Error("an oracle needs to know the problem");
    return built;
  } catch (error) {
    assertTrue(error instanceof Failure, `${error} is not for the user`);
    return error as Failure;
  }
}

// Oracles are no networks: oracles_test.ts has what is asked of them.
const networks = created(architectures).filter(([name]) => !name.endsWith("Oracle"));
/** Networks whose options change what they are made of. */
const variants: readonly [name: string, architecture: Architecture][] = [
  ["mlp with timeFeatures", mlp.create({ timeFeatures: 8 })],
  ["mlp with fourierFeatures", mlp.create({ fourierFeatures: 8 })],
  ["mlp with residual", mlp.create({ residual: true })],
  ["mlp with everything", mlp.create({ timeFeatures: 8, fourierFeatures: 8, residual: true })],
];
for (const [name, architecture] of [...networks, ...variants]) {
  const results = SHAPES.map((shape) => ({ shape, built: build(architecture, shape) }));
  const fitting = results.flatMap(({ shape, built }) =>
    built instanceof Failure ? [] : [{ shape, network: built }]
  );

  Deno.test(`${name} takes examples of some kind, and names an alternative for those that it refuses`, () => {
    assertTrue(fitting.length > 0);
    for (const { shape, built } of results) {
      if (!(built instanceof Failure)) continue;
      assertEquals(built.exitCode, 2);
      const others = names.filter((other) => other !== name && built.message.includes(other));
      assertTrue(others.length > 0, `"${built.message}" names no other architecture`);
      const taken = others.filter((other) => {
        const { options, create } = architectures[other]!;
        return !(build(create(options.parse({})), shape) instanceof Failure);
      });
      assertTrue(taken.length > 0, `${others} do not take [${shape}] either`);
    }
  });

  for (const { shape, network } of fitting) {
    const title = `${name} for [${shape}]`;

    Deno.test(`${title} answers in the shape of what it is asked, each example for itself`, () => {
      const size = sizeOf(shape);
      const x = normals(3 * size, "x");
      const together = answer(network, tensor(x, [3, ...shape]), [0.1, 0.5, 0.9]);
      assertEquals(together.shape, [3, ...shape]);
      const alone = answer(network, tensor(x.slice(size, 2 * size), [1, ...shape]), [0.5]);
      assertEquals(alone.dataSync(), together.dataSync().slice(size, 2 * size));
    });

    Deno.test(`${title} answers differently at different times`, () => {
      const x = tensor(normals(sizeOf(shape), "x"), [1, ...shape]);
      const [early, late] = [0.1, 0.9].map((t) => answer(network, x, [t]).dataSync());
      assertTrue(early!.some((value, i) => value !== late![i]));
    });

    Deno.test(`${title} lists parameters with names and shapes as PyTorch's modules have`, () => {
      const shapes = new Map(network.parameters.map(({ name, shape }) => [name, shape]));
      assertEquals(shapes.size, network.parameters.length, "names must be unique");
      for (const [name, shape] of shapes) {
        const [, module, kind] = /^([\w.]+)\.(weight|bias)$/.exec(name) ?? [];
        assertTrue(kind !== undefined, `${name} is neither a weight nor a bias`);
        // The output comes first in PyTorch, and a module's bias has as many numbers as it has outputs.
        if (kind === "bias") assertEquals(shape, [shapes.get(`${module}.weight`)![0]]);
      }
    });

    Deno.test(`${title} starts every parameter on numbers of its own, or on a constant`, () => {
      const starts = network.parameters.map((parameter) => {
        const values = initial(parameter);
        assertTrue(values.every(Number.isFinite), parameter.name);
        assertEquals(initial(parameter), values);
        return values.slice(0, 4);
      });
      const drawn = starts.filter((values) => values.some((value) => value !== values[0]));
      assertEquals(new Set(drawn.map(String)).size, drawn.length, "two parameters start alike");
    });

    if (!STARTS_LIKE_PYTORCH.test(name)) continue;
    Deno.test(`${title} starts within ±1/√fanIn, and nothing is constant`, () => {
      const weights = new Map(network.parameters.map((parameter) => [parameter.name, parameter]));
      for (const parameter of network.parameters) {
        const { shape } = weights.get(parameter.name.replace(/bias$/, "weight"))!;
        const bound = Math.fround(1 / Math.sqrt(sizeOf(shape.slice(1))));
        const values = initial(parameter);
        assertTrue(values.every((value) => Math.abs(value) <= bound), `${parameter.name} leaves ±${bound}`);
        const isConstant = values.length > 1 && values.every((value) => value === values[0]);
        assertTrue(!isConstant, `${parameter.name} is constant`);
      }
    });
  }
}
