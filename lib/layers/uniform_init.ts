import type { Parameter } from "../tensor/parameters.ts";

/**
 * PyTorch's initialisation of linear and convolutional layers: uniform on `±1/√fanIn`, weights and bias alike.
 *
 * @param fanIn How many inputs one output has.
 * @returns A parameter's `initialize`.
 * @see He et al., "Delving deep into rectifiers", 2015, section 2.2; with `a = √5`, as `torch.nn.Linear` calls it
 */
export function uniformInit(fanIn: number): Parameter["initialize"] {
  const bound = 1 / Math.sqrt(fanIn);
  return (out, draws) => {
    for (let i = 0; i < out.length; i++) out[i] = (2 * draws.uniform() - 1) * bound;
  };
}
