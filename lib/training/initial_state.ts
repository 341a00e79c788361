import type { Network } from "../architectures/architecture.ts";
import type { Arrays } from "../engines/engine.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import { Stream } from "../random/stream.ts";
import { parameterCount } from "../tensor/parameters.ts";
import { sizeOf } from "../tensor/shape.ts";
import { stateNames } from "./step.ts";

/**
 * The vectors that training starts from: fresh or given parameters, their average equal to them, all else zero.
 *
 * Each parameter draws from a stream of its own, so adding a layer leaves the others' initial values as they are.
 *
 * @param network The network.
 * @param optimizer The optimizer, for the vectors that it carries.
 * @param seed The experiment's seed.
 * @param given The parameters, `[N]`; they are drawn unless given.
 */
export function initialState(
  network: Network,
  optimizer: Optimizer,
  seed: number,
  given?: Float32Array,
): Arrays {
  const params = given ?? drawn(network, seed);
  const zeros = stateNames(optimizer).map((name) => [name, new Float32Array(params.length)]);
  return { ...Object.fromEntries(zeros), params, ema: params.slice() };
}

/** Fresh parameters. */
function drawn(network: Network, seed: number): Float32Array {
  const params = new Float32Array(parameterCount(network.parameters));
  let offset = 0;
  for (const { name, shape, initialize } of network.parameters) {
    const size = sizeOf(shape);
    initialize(params.subarray(offset, offset + size), new Stream({ seed, purpose: `init/${name}` }));
    offset += size;
  }
  return params;
}
