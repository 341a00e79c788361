import type { Network } from "../architectures/architecture.ts";
import type { Arrays } from "../engines/engine.ts";
import type { Target } from "../targets/target.ts";
import { sizeOf } from "../tensor/shape.ts";
import type { Shape, Tensor } from "../tensor/types.ts";
import { maskName } from "./dropout_masks.ts";
import type { Question } from "./objective.ts";

/** What decides about the arrays of a batch. */
export interface BatchLayout {
  /** The network. */
  readonly network: Network;
  /** What it regresses. */
  readonly target: Pick<Target, "heads" | "isScaled">;
  /** The shape of one example. */
  readonly shape: Shape;
  /** Examples in the batch. */
  readonly batchSize: number;
}

/**
 * The arrays of a batch with their shapes: `xt`, `t`, `regressand` and `share`; `scale` if the target has one; `label`
 * if the network is told the class; and a mask for each of its dropouts. The heads' rows follow one another.
 *
 * @param layout Network, target, shape of an example, and how many there are.
 */
export function batchShapes(
  { network, target: { heads, isScaled }, shape, batchSize }: BatchLayout,
): Record<string, Shape> {
  const rows = heads * batchSize;
  const { takesClass = false, dropouts = [] } = network;
  return {
    xt: [batchSize, ...shape],
    t: [batchSize],
    regressand: [rows, ...shape],
    share: [rows],
    ...isScaled ? { scale: [rows] } : {},
    ...takesClass ? { label: [batchSize] } : {},
    ...Object.fromEntries(dropouts.map((dropout) => [maskName(dropout), [batchSize, ...dropout.shape]])),
  };
}

/**
 * The arrays of a batch as the question that the objective takes.
 *
 * @param network The network; where its masks are missing, nothing is dropped.
 * @param batch The arrays by name, as {@linkcode batchShapes} names them.
 */
export function questionOf(
  { dropouts = [] }: Network,
  { xt, t, regressand, share, scale, label, ...others }: Readonly<Record<string, Tensor>>,
): Question {
  const masks = dropouts.flatMap((dropout): [string, Tensor][] => {
    const mask = others[maskName(dropout)];
    return mask === undefined ? [] : [[dropout.name, mask]];
  });
  return {
    xt: xt!,
    t: t!,
    regressand: regressand!,
    share: share!,
    scale,
    label,
    masks: masks.length === 0 ? undefined : new Map(masks),
  };
}

/**
 * Cuts a portion out of the arrays of a batch. Of an array with several heads each head's rows are cut.
 *
 * @param inputs The arrays of the batch.
 * @param shapes Their shapes in a portion.
 * @param portion Which portion, from 0.
 * @param portions How many there are.
 * @returns The arrays of the portion; they may share memory with those of the batch.
 */
export function cutPortion(
  inputs: Arrays,
  shapes: Readonly<Record<string, Shape>>,
  portion: number,
  portions: number,
): Arrays {
  const examples = shapes["t"]![0]!;
  return Object.fromEntries(
    Object.entries(shapes).map(([name, [rows, ...rest]]) => {
      const all = inputs[name]!;
      const heads = rows! / examples;
      const size = examples * sizeOf(rest);
      const start = (head: number) => (head * portions + portion) * size;
      if (heads === 1) return [name, all.subarray(start(0), start(0) + size)];
      const out = new Float32Array(heads * size);
      for (let head = 0; head < heads; head++) {
        out.set(all.subarray(start(head), start(head) + size), head * size);
      }
      return [name, out];
    }),
  );
}
