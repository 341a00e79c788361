import { plainCnn } from "../../lib/architectures/plain_cnn.ts";
import { assertEquals, assertTrue } from "../support/assert.ts";
import { normals } from "../support/draws.ts";
import { tensor } from "../support/tensors.ts";

const network = plainCnn.create({ channels: [4, 4, 4] }).build({ shape: [1, 13, 1] });

Deno.test("four convolutions of plainCnn see four pixels in each direction, and no more", () => {
  const params = new Map(
    network.parameters.map(({ name, shape }) => {
      // Positive weights and pixels keep every rectifier open, so that a pixel that is seen makes a difference.
      const values = normals(shape.reduce((a, b) => a * b), name).map(Math.abs);
      return [name, tensor(values, shape)];
    }),
  );
  const answer = (pixels: Float64Array) =>
    network.apply(params, tensor(pixels, [1, 1, 13, 1]), tensor([0.5], [1])).dataSync();
  const pixels = normals(13, "pixels").map(Math.abs);
  const before = answer(pixels);
  const seen = answer(pixels.with(6, pixels[6]! + 1)).map((value, i) => value === before[i] ? 0 : 1);
  assertEquals([...seen], [0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0]);
  assertTrue(before.every(Number.isFinite));
});
