import { Failure } from "../../lib/failure.ts";
import { bitsPerDimension } from "../../lib/metrics/bits_per_dimension.ts";
import { logLikelihood } from "../../lib/metrics/log_likelihood.ts";
import { meanOf, varianceOfMean } from "../../lib/metrics/mean.ts";
import type { LogLikelihoods, MetricContext, MetricResult } from "../../lib/metrics/metric.ts";
import { linear } from "../../lib/paths/linear.ts";
import { assertClose, assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { normals32 } from "../support/draws.ts";
import { DATA, gaussianField } from "../support/gaussian_field.ts";
import { fakeContext } from "./fake_context.ts";

const COUNT = 40;

/** Gaussian data of four numbers, and the model that is right about them. */
function gaussianContext(shape: readonly number[]): MetricContext {
  return fakeContext({
    shape,
    field: gaussianField(linear.create({})),
    source: new Float32Array(),
    reference: normals32(4 * COUNT, "reference").map((x) => DATA.mean + DATA.spread * x),
    batchSize: 16,
  });
}

/** The metric with some options of its own. */
function measure(context: MetricContext, given: Record<string, unknown> = {}): Promise<MetricResult> {
  return logLikelihood.create(logLikelihood.options.parse(given)).evaluate(context);
}

/** The log-density of every example. */
async function exactValues(context: MetricContext): Promise<Float64Array> {
  const x = await context.reference(COUNT);
  return Float64Array.from({ length: COUNT }, (_, i) =>
    x.subarray(4 * i, 4 * i + 4).reduce((sum, entry) => {
      const z = (entry - DATA.mean) / DATA.spread;
      return sum - z * z / 2 - Math.log(DATA.spread * Math.sqrt(2 * Math.PI));
    }, 0));
}

Deno.test("the log-likelihood of the right model is the mean log-density of the test split", async () => {
  const context = gaussianContext([4]);
  const exact = await exactValues(context);
  const { value, details, protocol } = await measure(context, { tolerance: 1e-8 });
  // The solver's tolerance, and its growth over the way.
  assertClose(value!, meanOf(exact), 1e-6);
  assertClose(details!["standardError"]!, Math.sqrt(varianceOfMean(exact)), 1e-6);
  assertTrue(details!["meanEvaluations"]! > 20);
  assertEquals(Object.keys(details!), ["standardError", "meanEvaluations"]);
  assertEquals(protocol, {
    samples: COUNT,
    split: "test",
    solver: "dopri5",
    tolerance: 1e-8,
    divergence: "exact",
  });
});

Deno.test("by default the log-likelihood is right to four digits", async () => {
  const context = gaussianContext([4]);
  assertClose((await measure(context)).value!, meanOf(await exactValues(context)), 1e-4);
});

Deno.test("Hutchinson's log-likelihood says how many probes, and what they alone may be off", async () => {
  const context = gaussianContext([4]);
  const exact = meanOf(await exactValues(context));
  const given = { divergence: "hutchinson", probes: 3, probeLaw: "gaussian" };
  const { value, details, protocol } = await measure(context, given);
  assertEquals([protocol["probes"], protocol["probeLaw"]], [3, "gaussian"]);
  const ofProbes = details!["probeStandardError"]!;
  // ∫∇·v dt is estimated as ‖p‖²·ln S, whose variance is 2d·(ln S)².
  const expected = Math.sqrt(2 * 4 * Math.log(DATA.spread) ** 2 / (3 * COUNT));
  assertTrue(ofProbes > 0.6 * expected && ofProbes < 1.5 * expected, `${ofProbes}, not ${expected}`);
  assertClose(value!, exact, 4 * expected);
  assertTrue(details!["standardError"]! > ofProbes);
  const single = await measure(context, { divergence: "hutchinson" });
  assertTrue(!("probeStandardError" in single.details!), "one probe has no standard error");
});

Deno.test("images have bits per dimension at the resolution of their 256 levels, and points none", async () => {
  const { value, details, protocol } = await measure(gaussianContext([2, 2, 1]));
  assertClose(details!["bitsPerDimension"]!, -value! / (4 * Math.LN2) + Math.log2(127.5), 1e-12);
  assertEquals(protocol["dequantization"], "none");
});

Deno.test("bits per dimension are offset by 7 for pixels of 128 levels a unit, and by log₂ 127.5 for 127.5", () => {
  for (const [levelsPerUnit, offset] of [[128, 7], [127.5, 6.994353436858858]] as const) {
    assertClose(bitsPerDimension(0, { dimensions: 12, levelsPerUnit }), offset, 1e-14);
    // A nat is 1/ln 2 bits, shared by the dimensions.
    assertClose(bitsPerDimension(-12, { dimensions: 12, levelsPerUnit }), offset + Math.LOG2E, 1e-14);
  }
  // A uniform density over [−1, 1] is that of 256 levels that are equally likely.
  assertClose(bitsPerDimension(-3 * Math.log(2), { dimensions: 3, levelsPerUnit: 128 }), 8, 1e-14);
});

/** A context whose model answers so, whatever it is asked. */
function answering(change: Partial<LogLikelihoods>): MetricContext {
  const context = gaussianContext([4]);
  const { model } = context;
  return {
    ...context,
    model: {
      ...model,
      logLikelihood: async (x, options) => ({ ...await model.logLikelihood(x, options), ...change }),
    },
  };
}

Deno.test("examples that run out of steps, or are lost, are a failure, not a number", async () => {
  for (
    const [change, text] of [
      [{ unfinished: [3] }, "1 of 16 examples did not get to t = 0"],
      [{ values: new Float64Array(8).fill(NaN) }, "not finite"],
    ] as const
  ) {
    const error = await assertFails(() => measure(answering(change)), text);
    assertTrue(error instanceof Failure && error.exitCode === 1);
  }
});
