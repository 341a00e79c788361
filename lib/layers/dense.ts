import type { Parameter } from "../tensor/parameters.ts";
import { initialized } from "./initialized.ts";
import type { Layer } from "./layer.ts";
import { linear, type LinearOptions } from "./linear.ts";
import { xavierInit } from "./xavier_init.ts";
import { zeroInit } from "./zero_init.ts";

/** The sizes of a linear layer, and how it starts. */
export interface DenseOptions extends LinearOptions {
  /** How the weight starts; as Xavier's unless given. */
  readonly initialize?: Parameter["initialize"];
}

/**
 * {@linkcode linear} as transformers start it: with weights that depend on both sizes, and biases of zero.
 *
 * @param name The parameters' prefix: `name.weight`, `name.bias`.
 * @param options Its sizes, and how the weight starts.
 */
export function dense(name: string, { initialize, ...sizes }: DenseOptions): Layer {
  return initialized(linear(name, sizes), { weight: initialize ?? xavierInit(sizes), bias: zeroInit });
}
