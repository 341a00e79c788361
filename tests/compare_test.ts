import { join } from "node:path";
import { encodeMetrics, type MetricLine } from "../lib/artifacts/metrics_file.ts";
import { writeStatus } from "../lib/artifacts/status.ts";
import { compareRuns, metricRows, protocolDifference } from "../lib/compare.ts";
import { datasetName, evaluate, resultLines } from "../lib/evaluation.ts";
import type { MetricResult } from "../lib/metrics/metric.ts";
import { type RecordedResult, resultsIn } from "../lib/run_record.ts";
import { testInFolder } from "./artifacts/files.ts";
import { fakeContext } from "./metrics/fake_context.ts";
import { linear } from "../lib/paths/linear.ts";
import { assertEquals, assertTrue } from "./support/assert.ts";
import { gaussianField } from "./support/gaussian_field.ts";

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

Deno.test("images are named by their content, points by their options whatever the seed", () => {
  const moons = { dataset: { name: "moons", size: 10, noise: 0.1 } };
  const name = datasetName(moons, { fingerprint: "of seed 0" }, [2]);
  assertTrue(/^moons [0-9a-f]{8}$/.test(name), name);
  const turned = { dataset: { noise: 0.1, size: 10, name: "moons" } };
  assertEquals(datasetName(turned, { fingerprint: "of seed 1" }, [2]), name);
  const noisier = { dataset: { name: "moons", size: 10, noise: 0.2 } };
  assertTrue(datasetName(noisier, { fingerprint: "of seed 0" }, [2]) !== name);
  const [a, b] = ["0123456789", "abcdefabcdef"].map((fingerprint) => ({ fingerprint }));
  const folder = { dataset: { name: "imageFolder", path: "here" } };
  assertEquals(datasetName(folder, a!, [8, 8, 3]), "imageFolder 01234567");
  assertEquals(datasetName(folder, b!, [8, 8, 3]), "imageFolder abcdefab");
});

Deno.test("every protocol names the data, so numbers about others stand in rows of their own; warnings are said", async () => {
  const result: MetricResult = { value: 1, protocol: { samples: 8 }, warnings: ["has not converged"] };
  const of = async (dataset: string) => {
    const field = gaussianField(linear.create({}));
    const nothing = new Float32Array();
    const context = { ...fakeContext({ shape: [2], field, source: nothing, reference: nothing }), dataset };
    const lines: MetricLine[] = [];
    const warnings: string[] = [];
    await evaluate(
      [{ name: "x", metric: { solvers: [], evaluate: () => Promise.resolve(result) } }],
      context,
      {
        append: (line) => lines.push(line),
        plots: "",
        say() {},
        warn: (line) => warnings.push(line),
      },
    );
    assertEquals(warnings, ["x has not converged"]);
    return resultsIn(lines, dataset);
  };
  const rows = metricRows([await of("moons 1"), await of("rings 2")]);
  assertEquals(rows.map(({ apart, values }) => [apart, values.map((found) => found.length)]), [
    [{ dataset: "moons 1" }, [1, 0]],
    [{ dataset: "rings 2" }, [0, 1]],
  ]);
});

testInFolder(
  "tables are said to be in figures, and numbers that did not converge to mean little",
  async (folder) => {
    const protocol = { samples: 8, dataset: "moons 1" };
    const lines = [
      ...resultLines("nfeCurve", { protocol, details: { floor: 2 }, rows: [{ steps: 1, value: 3 }] }),
      ...resultLines("logLikelihood", { protocol, value: -1, details: { converged: 0 } }),
      ...resultLines("bitsPerDimension", { protocol, value: 2, details: { converged: 1 } }),
    ];
    const runs = ["a", "b"].map((name) => join(folder, name));
    for (const [i, run] of runs.entries()) {
      await Deno.mkdir(run);
      await Deno.writeTextFile(
        join(run, "config.resolved.yaml"),
        `seed: 0\ndataset: { name: moons, size: ${i + 1} }\n`,
      );
      await writeStatus(run, { status: "done", step: 0, steps: 0 });
      const kept = i === 0 ? lines : lines.filter(({ metric }) => metric !== "logLikelihood");
      await Deno.writeTextFile(
        join(run, "metrics.jsonl"),
        kept.map((line) => `${encodeMetrics(line)}\n`).join(""),
      );
    }
    const { notes, metrics } = await compareRuns(runs);
    // The data differ in the config, but all protocols name them: no other note is needed.
    assertEquals(notes.map((note) => note.slice(0, note.indexOf(","))), [
      "nfeCurve is a table",
      `logLikelihood of ${runs[0]} (metrics.jsonl) has not converged`,
    ]);
    assertEquals(metrics.map(({ metric, detail }) => [metric, detail].join(".")), [
      "nfeCurve.floor",
      "logLikelihood.",
      "logLikelihood.converged",
      "bitsPerDimension.",
      "bitsPerDimension.converged",
    ]);
  },
);
