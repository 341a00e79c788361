import { Failure } from "../failure.ts";
import type { Shape } from "../tensor/types.ts";

/**
 * The sides and channels of an image, or a refusal.
 *
 * @param architecture The name of the network that wants an image.
 * @param shape The shape of one example.
 * @returns `[height, width, channels]`.
 * @throws {Failure} If the examples are not images.
 */
export function imageShape(architecture: string, shape: Shape): readonly [number, number, number] {
  if (shape.length === 3) return shape as readonly [number, number, number];
  throw new Failure(
    `architecture ${architecture} takes images [height, width, channels]; the data set's examples are ` +
      `[${shape.join(", ")}]. Use mlp for points`,
    2,
  );
}
