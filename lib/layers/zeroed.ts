import { initialized } from "./initialized.ts";
import type { Layer } from "./layer.ts";
import { zeroInit } from "./zero_init.ts";

/**
 * A layer whose parameters all start at 0, so that what it is added to is all there is at first.
 *
 * @param layer The layer; what it computes stays as it is.
 * @see Dhariwal and Nichol, "Diffusion models beat GANs on image synthesis", 2021, whose code calls it `zero_module`
 */
export function zeroed(layer: Layer): Layer {
  return initialized(layer, { weight: zeroInit, bias: zeroInit });
}
