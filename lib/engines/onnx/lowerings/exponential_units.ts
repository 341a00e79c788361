import { align } from "../layout.ts";
import type { Lowering } from "../traced.ts";

type NoAttributes = Record<never, never>;

/** The gradient of ELU from its output `y`: `dy` where `y ≥ 0`, else `dy·(y + 1)`. */
const eluGradient: Lowering<NoAttributes> = (graph, { dy, y }) => {
  const { values: [gradient, output], layout, finish } = align(graph, [dy!, y!], y!.shape);
  const slope = graph.add("Add", [output!, graph.scalar(1)]);
  const rising = graph.add("GreaterOrEqual", [output!, graph.scalar(0)]);
  const value = graph.add("Where", [rising, gradient!, graph.add("Mul", [gradient!, slope])]);
  return { ...y!, value: finish(value), layout };
};

// the constants of Klambauer et al., "Self-normalizing neural networks", 2017, in TensorFlow.js's double precision
const SELU_SCALE_ALPHA = 1.7580993408473768599402175208123;
const SELU_SCALE = 1.0507009873554804934193349852946;

/**
 * `scale·x` where the entry is positive, `scaleAlpha·exp(x) − scaleAlpha` elsewhere.
 *
 * Spelled out rather than as ONNX's operators: the gradient shares the exponential and the comparison, the runtime's
 * exponential alone is several times as fast as its `Selu`, and its `Elu` rounds an entry otherwise at the end of a
 * list than elsewhere.
 */
function exponentialUnit(scale: number, scaleAlpha: number): Lowering<NoAttributes> {
  return (graph, { x }) => {
    const times = (value: string, factor: number) =>
      factor === 1 ? value : graph.add("Mul", [value, graph.scalar(factor)]);
    const grown = times(graph.add("Exp", [x!.value]), scaleAlpha);
    const positive = graph.add("Greater", [x!.value, graph.scalar(0)]);
    const falling = graph.add("Sub", [grown, graph.scalar(scaleAlpha)]);
    const value = graph.add("Where", [positive, times(x!.value, scale), falling]);
    return { ...x!, value };
  };
}

/** The rectifiers that fall off exponentially. */
export const exponentialUnits = {
  Elu: exponentialUnit(1, 1),
  EluGrad: eluGradient,
  Selu: exponentialUnit(SELU_SCALE, SELU_SCALE_ALPHA),
} as const;
