import { join } from "node:path";
import {
  encodeMetrics,
  type MetricLine,
  MetricsFile,
  readMetrics,
} from "../../lib/artifacts/metrics_file.ts";
import { Failure } from "../../lib/failure.ts";
import { assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { testInFolder } from "./files.ts";

Deno.test("a line of metrics is JSON in the order given, with names for numbers that are not finite", () => {
  const line = { step: 3, loss: NaN, high: Infinity, low: -Infinity, by: [0.5, NaN] };
  assertEquals(
    encodeMetrics(line),
    '{"step":3,"loss":"NaN","high":"Infinity","low":"-Infinity","by":[0.5,"NaN"]}',
  );
});

testInFolder("numbers are read back as they were, to the last bit", async (folder) => {
  const file = new MetricsFile(join(folder, "metrics.jsonl"));
  const lines: MetricLine[] = [
    { step: 1, loss: Math.fround(0.1), name: "a" },
    { step: 2, loss: 1 / 3, values: [5e-324, 1.7976931348623157e308] },
    { step: 3, loss: NaN, values: [Infinity, -Infinity] },
    { metric: "x", value: 0.1, protocol: { split: "test", tolerance: 1e-9, limit: Infinity } },
  ];
  for (const line of lines) file.append(line);
  await file.flush();
  assertEquals(await readMetrics(file.path), lines);
});

testInFolder("nothing is written before flush, and flushes keep the order", async (folder) => {
  const file = new MetricsFile(join(folder, "metrics.jsonl"));
  file.append({ step: 1 });
  assertEquals(await readMetrics(file.path), []);
  const flushes = [];
  for (let step = 2; step <= 20; step++) {
    flushes.push(file.flush());
    file.append({ step });
  }
  await Promise.all([...flushes, file.flush()]);
  assertEquals(
    (await readMetrics(file.path)).map(({ step }) => step),
    Array.from({ length: 20 }, (_, i) => i + 1),
  );
});

testInFolder("a file that is opened again is carried on", async (folder) => {
  const path = join(folder, "metrics.jsonl");
  for (const step of [1, 2]) {
    const file = new MetricsFile(path);
    file.append({ step });
    await file.flush();
  }
  assertEquals(await Deno.readTextFile(path), '{"step":1}\n{"step":2}\n');
});

testInFolder(
  "truncation keeps the bytes up to a step and drops later, torn and final lines",
  async (folder) => {
    const path = join(folder, "metrics.jsonl");
    const kept = '{"step":100,"loss":0.10000000149011612}\n{"step":200,"loss":"NaN"}\n';
    await Deno.writeTextFile(
      path,
      `${kept}{"step":300,"loss":0.5}\n{"metric":"x","value":1}\n{"step":150,"lo`,
    );
    const file = new MetricsFile(path);
    await file.truncateAfter(200);
    assertEquals(await Deno.readTextFile(path), kept);
    file.append({ step: 201 });
    await file.flush();
    assertEquals(await Deno.readTextFile(path), `${kept}{"step":201}\n`);
  },
);

testInFolder(
  "truncation counts lines that were not flushed yet, and works without a file",
  async (folder) => {
    const file = new MetricsFile(join(folder, "metrics.jsonl"));
    await file.truncateAfter(10);
    assertEquals(await Deno.readTextFile(file.path), "");
    file.append({ step: 1 });
    file.append({ step: 20 });
    await file.truncateAfter(10);
    assertEquals(await readMetrics(file.path), [{ step: 1 }]);
  },
);

testInFolder("a torn last line is left out, even where the tear leaves valid JSON", async (folder) => {
  const path = join(folder, "metrics.jsonl");
  for (const torn of ['{"step":2,"lo', '{"step":2}', "{"]) {
    await Deno.writeTextFile(path, `{"step":1}\n${torn}`);
    assertEquals(await readMetrics(path), [{ step: 1 }]);
  }
});

testInFolder("a broken line in the middle is named with its number", async (folder) => {
  const path = join(folder, "metrics.jsonl");
  for (const broken of ["{oops", "[1]", "null", ""]) {
    await Deno.writeTextFile(path, `{"step":1}\n${broken}\n{"step":3}\n`);
    const error = await assertFails(() => readMetrics(path), `${path}:2: expected a JSON object`);
    assertTrue(error instanceof Failure && error.exitCode === 2);
  }
});

testInFolder("a write that fails is reported by its flush", async (folder) => {
  const file = new MetricsFile(join(folder, "missing", "metrics.jsonl"));
  file.append({ step: 1 });
  await assertFails(() => file.flush(), "No such file");
});
