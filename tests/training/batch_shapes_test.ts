import type { Network } from "../../lib/architectures/architecture.ts";
import { batchShapes, cutPortion, questionOf } from "../../lib/training/batch_shapes.ts";
import { assertEquals } from "../support/assert.ts";
import { tensor } from "../support/tensors.ts";

const plain: Network = { parameters: [], apply: (_, x) => x };
const told: Network = {
  ...plain,
  takesClass: true,
  dropouts: [{ name: "a.0", shape: [3], rate: 0.5 }, { name: "b", shape: [2, 2], rate: 0.1 }],
};

Deno.test("a batch has a label for a network that is told classes, and a mask for each of its dropouts", () => {
  const layout = { network: plain, target: { heads: 1, isScaled: false }, shape: [5], batchSize: 4 };
  assertEquals(batchShapes(layout), { xt: [4, 5], t: [4], regressand: [4, 5], share: [4] });
  assertEquals(batchShapes({ ...layout, network: told, target: { heads: 2, isScaled: true } }), {
    xt: [4, 5],
    t: [4],
    regressand: [8, 5],
    share: [8],
    scale: [8],
    label: [4],
    "mask/a.0": [4, 3],
    "mask/b": [4, 2, 2],
  });
});

Deno.test("the arrays of a batch are the question, with the masks by the names of their dropouts", () => {
  const [xt, t, regressand, share, label] = [1, 2, 3, 4, 5].map((value) => tensor([value], [1])) as [
    ReturnType<typeof tensor>,
    ReturnType<typeof tensor>,
    ReturnType<typeof tensor>,
    ReturnType<typeof tensor>,
    ReturnType<typeof tensor>,
  ];
  const given = { xt, t, regressand, share, label };
  const { masks, ...others } = questionOf(told, { ...given, "mask/a.0": t, "mask/b": share });
  assertEquals(others, { ...given, scale: undefined });
  assertEquals([...masks!], [["a.0", t], ["b", share]]);
  assertEquals(questionOf(told, given).masks, undefined);
});

Deno.test("portions are the batch's rows in order, those of each head", () => {
  const target = { heads: 2, isScaled: true };
  const layout = { network: told, target, shape: [2], batchSize: 6 };
  // Every entry tells where it stands: 10 times its row, and its place in the row.
  const inputs = Object.fromEntries(
    Object.entries(batchShapes(layout)).map(([name, [rows, ...rest]]) => {
      const size = rest.reduce((a, b) => a * b, 1);
      return [
        name,
        Float32Array.from({ length: rows! * size }, (_, i) => 10 * Math.floor(i / size) + i % size),
      ];
    }),
  );
  const shapes = batchShapes({ ...layout, batchSize: 2 });
  const portions = [0, 1, 2].map((portion) => cutPortion(inputs, shapes, portion, 3));
  const rowsOf = (name: string) => portions.map((portion) => [...portion[name]!]);
  assertEquals(rowsOf("t"), [[0, 10], [20, 30], [40, 50]]);
  assertEquals(rowsOf("label"), rowsOf("t"));
  assertEquals(rowsOf("xt"), [[0, 1, 10, 11], [20, 21, 30, 31], [40, 41, 50, 51]]);
  assertEquals(rowsOf("share"), [[0, 10, 60, 70], [20, 30, 80, 90], [40, 50, 100, 110]]);
  assertEquals(rowsOf("scale"), rowsOf("share"));
  assertEquals(rowsOf("regressand")[1], [20, 21, 30, 31, 80, 81, 90, 91]);
  assertEquals(rowsOf("mask/a.0")[2], [40, 41, 42, 50, 51, 52]);
  assertEquals(rowsOf("mask/b")[0], [0, 1, 2, 3, 10, 11, 12, 13]);
});
