import { cutVectors, piecesOf } from "../../lib/training/pieces.ts";
import { assertEquals, assertTrue } from "../support/assert.ts";

const parameter = (name: string, length: number) => ({ name, shape: [length], initialize() {} });

Deno.test("pieces are parameters in order, small ones together, and cover all of them", () => {
  const parameters = [300_000, 10, 20, 280_000, 5, 7].map((length, i) => parameter(`p${i}`, length));
  const pieces = piecesOf(parameters);
  assertEquals(pieces.map(({ parameters }) => parameters.map(({ name }) => name)), [["p0"], [
    "p1",
    "p2",
    "p3",
  ], [
    "p4",
    "p5",
  ]]);
  assertEquals(pieces.map(({ start, length }) => [start, length]), [[0, 300_000], [300_000, 280_030], [
    580_030,
    12,
  ]]);
  assertEquals(new Set(pieces.map(({ suffix }) => suffix)).size, pieces.length);
});

Deno.test("cut vectors are the same memory, under names with the pieces' suffixes", () => {
  const pieces = piecesOf([parameter("a", 262_144), parameter("b", 3)]);
  const params = new Float32Array(262_147);
  const cut = cutVectors({ params }, pieces);
  assertEquals(Object.keys(cut), ["params.0", "params.1"]);
  cut["params.1"]![2] = 7;
  assertTrue(params.at(-1) === 7);
});
