import type { Network } from "../architectures/architecture.ts";
import { mlp } from "../architectures/mlp.ts";
import { onnx } from "../engines/onnx.ts";
import { none } from "../gammas/none.ts";
import { adam } from "../optimizers/adam.ts";
import { interpolant } from "../paths/interpolant.ts";
import { linear } from "../paths/linear.ts";
import { Stream } from "../random/stream.ts";
import { generativeField, type NetworkCall } from "../sampling/generative_field.ts";
import { openNetwork } from "../sampling/network_field.ts";
import { dopri5 } from "../solvers/dopri5.ts";
import { velocity } from "../targets/velocity.ts";
import { initialState } from "../training/initial_state.ts";
import { median } from "./timing.ts";

/** How an adaptive solver's time is spent: 4096 samples of a 2-D field, an MLP of 3 layers of 64. */
export async function measureAdaptive(): Promise<Readonly<Record<string, number>>> {
  const samples = 4096;
  const architecture = mlp.create({ width: 64, hiddenLayers: 3, activation: "silu" });
  const network: Network = architecture.build({ shape: [2] });
  const optimizer = adam.create(adam.options.parse({}));
  // Larger weights than fresh ones, so that the field bends and samples take steps of their own.
  const weights = initialState(network, optimizer, 0)["params"]!.map((weight) => 3 * weight);
  const { call, dispose } = openNetwork(onnx.create({ threads: 0 }), {
    network,
    weights,
    shape: [2],
    heads: 1,
  }, samples);
  let inside = 0;
  const timed: NetworkCall<Float32Array> = async (x, t) => {
    const before = performance.now();
    const answer = await call(x, t);
    inside += performance.now() - before;
    return answer;
  };
  const target = velocity.create({ smallestTime: 0, largestTime: 1 });
  const field = generativeField(timed, {
    target,
    interpolant: interpolant(linear.create({}), none.create({})),
  });
  const solver = dopri5.create(dopri5.options.parse({ relativeTolerance: 1e-6, absoluteTolerance: 1e-6 }));
  const start = new Float32Array(2 * samples);
  new Stream({ seed: 0, purpose: "bench/start" }).fillNormal(start);
  const shares: number[] = [];
  const wholes: number[] = [];
  let calls = 0;
  // The first solves compile programs for fewer samples, and JavaScript for all.
  for (let repetition = 0; repetition < 12; repetition++) {
    inside = 0;
    const before = performance.now();
    const { evaluations } = await solver.solve(field, start, { times: [0, 1], samples });
    const whole = performance.now() - before;
    if (repetition < 4) continue;
    wholes.push(whole);
    shares.push(inside / whole);
    calls = evaluations.reduce((sum, count) => sum + count, 0) / samples;
  }
  await dispose();
  return { solve_ms: median(wholes), network_share: median(shares), calls_per_sample: calls };
}
