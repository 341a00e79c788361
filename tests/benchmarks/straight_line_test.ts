import { straightLine } from "../../lib/benchmarks/straight_line.ts";
import { assertClose } from "../support/assert.ts";

Deno.test("points on a line give that line", () => {
  const { start, slope } = straightLine([[16, 3 + 16 * 0.25], [32, 3 + 32 * 0.25], [256, 3 + 256 * 0.25]]);
  // exact numbers, and a few roundings in double precision
  assertClose(start, 3, 1e-12);
  assertClose(slope, 0.25, 1e-12);
});

Deno.test("of points beside a line, no other line is nearer in the sum of squares", () => {
  const points = [[1, 2], [2, 5], [4, 4], [8, 13]] as const;
  const { start, slope } = straightLine(points);
  const squares = (a: number, b: number) => points.reduce((sum, [x, y]) => sum + (y - a - b * x) ** 2, 0);
  // at a minimum of a parabola both neighbours are higher
  for (const step of [-1e-3, 1e-3]) {
    for (const other of [squares(start + step, slope), squares(start, slope + step)]) {
      if (other <= squares(start, slope)) throw new Error(`${other} is not above ${squares(start, slope)}`);
    }
  }
});
