import type { MetricLine } from "../lib/artifacts/metrics_file.ts";
import { metricRows, protocolDifference } from "../lib/compare.ts";
import { resultLines } from "../lib/evaluation.ts";
import type { MetricResult } from "../lib/metrics/metric.ts";
import { type RecordedResult, resultsIn } from "../lib/run_record.ts";
import { assertEquals } from "./support/assert.ts";

/** Results of one file as they are read back. */
function written(from: string, ...results: (readonly [string, MetricResult])[]): RecordedResult[] {
  return resultsIn(results.flatMap(([name, result]) => resultLines(name, result)), from);
}

Deno.test("a result keeps its protocol apart, and is told from the rows of its table", () => {
  const result = {
    value: 2,
    details: { floor: 1 },
    protocol: { samples: 8, split: "test" },
    rows: [{ steps: 1, value: 3 }, { steps: 2, value: 4 }],
  };
  assertEquals(resultLines("curve", result), [
    { metric: "curve", value: 2, floor: 1, protocol: { samples: 8, split: "test" } },
    { metric: "curve", steps: 1, value: 3 },
    { metric: "curve", steps: 2, value: 4 },
  ]);
  assertEquals(resultsIn([{ step: 1, loss: 2 }, ...resultLines("curve", result)], "file"), [
    { metric: "curve", value: 2, details: { floor: 1 }, protocol: result.protocol, from: "file" },
  ]);
});

Deno.test("lines that only look like results are none", () => {
  const lines: MetricLine[] = [
    { metric: "x", value: 1 },
    { metric: "x", value: 1, protocol: null },
    { metric: "x", value: 1, protocol: ["test"] },
    { value: 1, protocol: {} },
  ];
  assertEquals(resultsIn(lines, "file"), []);
});

Deno.test("protocols differ in the keys that do not have one value in all of them", () => {
  const protocol = { samples: 8, split: "test" };
  assertEquals(protocolDifference([]), []);
  assertEquals(protocolDifference([protocol]), []);
  assertEquals(protocolDifference([protocol, { split: "test", samples: 8 }]), []);
  assertEquals(protocolDifference([protocol, { samples: 9, split: "test" }]), ["samples"]);
  // A key that one of them lacks, and a number that is no text.
  assertEquals(protocolDifference([protocol, { ...protocol, seed: 0 }, { ...protocol, samples: "8" }]), [
    "samples",
    "seed",
  ]);
});

Deno.test("numbers of equal protocols share a row, whatever the order of the keys", () => {
  const a = written("a", ["x", { value: 1, details: { floor: 3 }, protocol: { samples: 8, split: "test" } }]);
  const b = written("b", ["x", {
    value: 2,
    details: { spread: 4 },
    protocol: { split: "test", samples: 8 },
  }]);
  const common = { metric: "x", protocol: { samples: 8, split: "test" }, apart: {} };
  assertEquals(metricRows([a, b, []]), [
    { ...common, values: [[{ value: 1, from: "a" }], [{ value: 2, from: "b" }], []] },
    { ...common, detail: "floor", values: [[{ value: 3, from: "a" }], [], []] },
    { ...common, detail: "spread", values: [[], [{ value: 4, from: "b" }], []] },
  ]);
});

Deno.test("numbers of other protocols stand in rows of their own, which say what sets them apart", () => {
  const few: MetricResult = { value: 1, protocol: { samples: 8, split: "test" } };
  const many: MetricResult = { value: 2, protocol: { samples: 9, split: "test" } };
  // The second run was measured in both ways, and in the first of them twice.
  const b = [
    ...written("b", ["x", many], ["x", few]),
    ...written("b2", ["x", { ...few, value: 5 }]),
  ];
  const rows = metricRows([written("a", ["x", few], ["y", few]), b]);
  assertEquals(rows.map(({ metric, apart, values }) => ({ metric, apart, values })), [
    {
      metric: "x",
      apart: { samples: 8 },
      values: [[{ value: 1, from: "a" }], [{ value: 1, from: "b" }, { value: 5, from: "b2" }]],
    },
    { metric: "x", apart: { samples: 9 }, values: [[], [{ value: 2, from: "b" }]] },
    { metric: "y", apart: {}, values: [[{ value: 1, from: "a" }], []] },
  ]);
});

Deno.test("a metric without a value has rows for its details alone", () => {
  const results = written("a", ["x", { details: { floor: 3 }, protocol: {} }]);
  assertEquals(metricRows([results]), [
    { metric: "x", detail: "floor", protocol: {}, apart: {}, values: [[{ value: 3, from: "a" }]] },
  ]);
});
