import type { Graph } from "../graph.ts";
import type { Traced } from "../traced.ts";
import { byBlockedConvolution } from "./filter_gradient/by_blocked_convolution.ts";
import { byGeneralConvolution } from "./filter_gradient/by_general_convolution.ts";
import { byProduct } from "./filter_gradient/by_product.ts";
import { byShifts } from "./filter_gradient/by_shifts.ts";
import { type Form, formOf } from "./filter_gradient/form_of.ts";
import type { Geometry } from "./window.ts";

const forms = {
  product: byProduct,
  blockedConvolution: byBlockedConvolution,
  shifts: byShifts,
  generalConvolution: byGeneralConvolution,
} as const;

/**
 * The gradient of a convolution with respect to its filters, `dW[i, j, c, o] = Σ x[n, h+i, w+j, c]·dy[n, h, w, o]`.
 *
 * There is no operator for it, and how it is written decides how fast training is; see {@linkcode formOf}.
 *
 * @param graph The graph.
 * @param x The convolution's input.
 * @param dy The gradient of its output.
 * @param filterShape `[h, w, I, O]`.
 * @param geometry Where the window goes.
 * @param form How it is written, one that applies to the shape.
 */
export function filterGradient(
  graph: Graph,
  x: Traced,
  dy: Traced,
  filterShape: readonly number[],
  geometry: Geometry,
  form: Form = formOf(geometry, graph.blockSize),
): Traced {
  const value = forms[form](graph, x, dy, geometry);
  return { value, shape: filterShape, dtype: "float32", layout: "plain" };
}
