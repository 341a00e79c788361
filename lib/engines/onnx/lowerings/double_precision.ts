import type { Graph } from "../graph.ts";
import { ELEMENT_TYPE_NUMBERS } from "../model_file.ts";
import type { Lowering } from "../traced.ts";

/**
 * A function of one value, entry by entry, computed in double precision and rounded to float32.
 *
 * In float32 the runtime computes these functions several entries at a time and the entries left over by another
 * formula, which differs in the last bit: a sample would depend on how many are drawn with it. In double precision
 * the two differ by far less than float32 can tell.
 */
function inDouble(compute: (graph: Graph, x: string) => string): Lowering<Record<never, never>> {
  return (graph, { x }) => {
    const wide = graph.add("Cast", [x!.value], { to: ELEMENT_TYPE_NUMBERS.float64 });
    const value = graph.add("Cast", [compute(graph, wide)], { to: ELEMENT_TYPE_NUMBERS.float32 });
    return { ...x!, value };
  };
}

function one(graph: Graph): string {
  return graph.constant("float64", [], Float64Array.of(1));
}

/** The kernels that need more than float32; those of small numbers plus or less one would lose them otherwise. */
export const doublePrecision = {
  Cos: inDouble((graph, x) => graph.add("Cos", [x])),
  Expm1: inDouble((graph, x) => graph.add("Sub", [graph.add("Exp", [x]), one(graph)])),
  Log: inDouble((graph, x) => graph.add("Log", [x])),
  Log1p: inDouble((graph, x) => graph.add("Log", [graph.add("Add", [x, one(graph)])])),
  Sin: inDouble((graph, x) => graph.add("Sin", [x])),
  Softplus: inDouble((graph, x) => graph.add("Softplus", [x])),
} as const;
