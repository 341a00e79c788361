import { datasets } from "../../lib/datasets/mod.ts";
import { silent } from "../../lib/logger.ts";

/** A point of the plane and its class. */
export interface LabelledPoint {
  readonly x: number;
  readonly y: number;
  readonly label: number;
}

/** How many points a test looks at. */
export const COUNT = 20_000;

/** The first {@link COUNT} training points of a set, with all of its defaults but these options. */
export async function labelledPoints(
  name: string,
  options: Record<string, number> = {},
): Promise<LabelledPoint[]> {
  const { create, options: schema } = datasets[name]!;
  const examples = await create(schema.parse(options))
    .load({ seed: 0, split: "train", cache: "", logger: silent });
  const out = new Float32Array(2);
  return Array.from({ length: COUNT }, (_, i) => {
    examples.read(i, out);
    return { x: out[0]!, y: out[1]!, label: examples.label(i) };
  });
}

/** The angle of a point, as a part of a full turn, in `[0, 1)`. */
export function turnOf(x: number, y: number): number {
  const turn = Math.atan2(y, x) / (2 * Math.PI);
  return turn < 0 ? turn + 1 : turn;
}

/** How far a number is from the nearest integer: turns that differ by whole ones are the same angle. */
export function distanceToInteger(value: number): number {
  return Math.abs(value - Math.round(value));
}
