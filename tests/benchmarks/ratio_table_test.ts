import { ratioTable } from "../peers/ratio_table.ts";
import { assertEquals } from "../support/assert.ts";

Deno.test("a comparison has medians, and the median of the ratios within sittings", () => {
  const text = ratioTable([{
    name: "toy",
    ours: [{ step: 10, forward: 2, memory: 100 }, { step: 30, forward: 2, memory: 100 }, {
      step: 12,
      forward: 2,
      memory: 100,
    }],
    theirs: [{ step: 20, forward: 4, memory: 50 }, { step: 60, forward: 4, memory: 50 }, {
      step: 12,
      forward: 4,
      memory: 50,
    }],
  }, { name: "sampling", ours: [{ step: 1234.5, memory: 10 }], theirs: [{ step: 1000, memory: 20 }] }]);
  const cells = text.split("\n").map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
  assertEquals(cells[2], [
    "toy",
    "12 ms",
    "20 ms",
    "0.50",
    "2 ms",
    "4 ms",
    "0.50",
    "100 MB",
    "50 MB",
    "2.00",
  ]);
  assertEquals(cells[3], ["sampling", "1235 ms", "1000 ms", "1.23", "–", "–", "–", "10 MB", "20 MB", "0.50"]);
  assertEquals(new Set(text.split("\n").map(({ length }) => length)).size, 1);
});
