import { spreadOf } from "../../lib/couplings/spread.ts";
import { squaredDistances } from "../../lib/couplings/squared_distances.ts";
import { assertClose, assertEquals, assertFails } from "../support/assert.ts";
import { normals32 } from "../support/draws.ts";
import { costsOf } from "./costs.ts";

Deno.test("the spread of squared distances is that of twice the inner products of centred points", () => {
  const [count, size] = [30, 3];
  const points = (purpose: string) => normals32(count * size, purpose);
  const centred = (rows: Float32Array) => {
    const means = Array.from({ length: size }, (_, k) => {
      let sum = 0;
      for (let i = 0; i < count; i++) sum += rows[i * size + k]!;
      return sum / count;
    });
    return Array.from(rows, (value, k) => value - means[k % size]!);
  };
  const [a, b] = [centred(points("a")), centred(points("b"))];
  let squares = 0;
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      let dot = 0;
      for (let k = 0; k < size; k++) dot += a[i * size + k]! * b[j * size + k]!;
      squares += (2 * dot) ** 2;
    }
  }
  // A few roundings of numbers up to 50.
  assertClose(
    spreadOf(squaredDistances(points("a"), points("b"), size), count),
    Math.sqrt(squares) / count,
    1e-13,
  );
});

Deno.test("the spread does not depend on what is added to a row or a column", () => {
  const { cost, count } = costsOf(20)[1]!;
  const shifted = cost.map((entry, k) => entry + 3 * Math.floor(k / count) + 5 * (k % count));
  // Roundings of numbers up to 200.
  assertClose(spreadOf(shifted, count), spreadOf(cost, count), 1e-12);
});

Deno.test("costs whose differences are rounding have a spread that is more than rounding", () => {
  assertEquals(spreadOf(Float64Array.of(0, 0, 0, 0), 2), 1);
  assertEquals(spreadOf(Float64Array.of(5, 5, 5, 5), 2), 5e-9);
  assertEquals(spreadOf(Float64Array.of(5), 1), 5e-9);
});

Deno.test("costs that are not finite have no spread", async () => {
  await assertFails(() => spreadOf(Float64Array.of(1, 2, Infinity, 4), 2), "not finite");
});
