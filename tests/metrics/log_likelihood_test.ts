import { Failure } from "../../lib/failure.ts";
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
function gaussianContext(shape: readonly number[], data = DATA): MetricContext {
  return fakeContext({
    shape,
    field: gaussianField(linear.create({}), data),
    source: new Float32Array(),
    reference: normals32(4 * COUNT, "reference").map((x) => data.mean + data.spread * x),
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
  assertEquals(Object.keys(details!), ["standardError", "toleranceError", "converged", "meanEvaluations"]);
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

Deno.test("images are taken at their levels, and the protocol says so", async () => {
  const { value, protocol } = await measure(gaussianContext([2, 2, 1]));
  assertEquals(value, (await measure(gaussianContext([4]))).value);
  assertEquals(protocol["dequantization"], "none");
});

Deno.test("a log-likelihood that another tolerance changes is marked, and warned of", async () => {
  const right = await measure(gaussianContext([4]));
  assertEquals([right.details!["converged"], right.warnings], [1, []]);
  // The tolerance of 1e-5 is per step, there are some twenty of them, and a tenth of it is as good as exact.
  assertTrue(right.details!["toleranceError"]! < 1e-4, `${right.details!["toleranceError"]}`);
  // So narrow a law needs shorter steps close to t = 1.
  const hasty = await measure(gaussianContext([4], { mean: 1, spread: 0.01 }), { tolerance: 0.3 });
  assertEquals(hasty.details!["converged"], 0);
  // 0.01 bits for each of four numbers.
  assertTrue(hasty.details!["toleranceError"]! > 0.04 * Math.LN2);
  assertTrue(
    /^has not converged: with tolerance 0.03 in place of 0.3 .* of 8 examples/.test(hasty.warnings![0]!),
  );
});

Deno.test("the error of the tolerance is the mean change of some examples, which their content picks", async () => {
  const context = gaussianContext([4]);
  const { details } = await measure(context, { tolerance: 0.1, checked: COUNT });
  const at = async (tolerance: number) => {
    const solver = { name: "dopri5", relativeTolerance: tolerance, absoluteTolerance: tolerance };
    const x = await context.reference(COUNT);
    const found: number[] = [];
    for (let i = 0; i < COUNT; i++) {
      const one = { samples: 1, first: i, divergence: "exact", solver } as const;
      found.push((await context.model.logLikelihood(x.subarray(4 * i, 4 * i + 4), one)).values[0]!);
    }
    return found;
  };
  const [loose, tight] = [await at(0.1), await at(0.01)];
  const expected = loose.reduce((sum, value, i) => sum + Math.abs(value - tight[i]!) / COUNT, 0);
  // Sums of forty numbers in another order.
  assertClose(details!["toleranceError"]!, expected, 1e-12);
});

Deno.test("for a network the other tolerance is not below its rounding", async () => {
  const tried: number[] = [];
  const context = gaussianContext([4]);
  const { model } = context;
  for (const [tolerance, other] of [[1e-5, 1e-6], [2e-6, 2e-5]] as const) {
    tried.length = 0;
    const single = {
      ...context,
      model: {
        ...model,
        precision: "single" as const,
        logLikelihood: (...[x, options]: Parameters<typeof model.logLikelihood>) => {
          tried.push(options.solver!["relativeTolerance"] as number);
          return model.logLikelihood(x, options);
        },
      },
    };
    await measure(single, { tolerance });
    assertEquals(new Set(tried.map((value) => Number(value.toPrecision(3)))), new Set([tolerance, other]));
  }
});

Deno.test("an example that only gets to the end with the larger tolerance has an infinite error", async () => {
  const context = gaussianContext([4]);
  const { model } = context;
  const { details, warnings } = await measure({
    ...context,
    model: {
      ...model,
      async logLikelihood(x, options) {
        const found = await model.logLikelihood(x, options);
        return options.samples > 1 ? found : { ...found, values: Float64Array.of(NaN), unfinished: [0] };
      },
    },
  });
  assertEquals([details!["toleranceError"], details!["converged"], warnings!.length], [Infinity, 0, 1]);
});

Deno.test("the examples' classes are told, and the protocol says so where the network is told any", async () => {
  const context = gaussianContext([4]);
  const labels = Int32Array.from({ length: COUNT }, (_, i) => i % 3);
  const told: number[] = [];
  const conditioned: MetricContext = {
    ...context,
    samples: { ...context.samples, labels },
    data: async (...asked) => ({ ...await context.data(...asked), labels }),
    model: {
      ...context.model,
      logLikelihood(x, options) {
        if (options.samples > 1) told.push(...options.labels!);
        else assertEquals([...options.labels!], [options.first! % 3]);
        return context.model.logLikelihood(x, options);
      },
    },
  };
  assertEquals((await measure(conditioned)).protocol["given"], "class");
  assertEquals(told, [...labels]);
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

Deno.test("Hutchinson's estimate does not depend on the order of the examples, or on the batches", async () => {
  const reference = normals32(4 * COUNT, "reference").map((x) => DATA.mean + DATA.spread * x);
  const turned = Float32Array.from(reference, (_, e) => reference[4 * (COUNT - 1 - (e >> 2)) + e % 4]!);
  const found = await Promise.all(
    [[reference, 16], [turned, 16], [turned, 7]].map(async ([data, batchSize]) => {
      const context = fakeContext({
        shape: [4],
        field: gaussianField(linear.create({}), DATA),
        source: new Float32Array(),
        reference: data as Float32Array,
        batchSize: batchSize as number,
      });
      // normal probes: those of Rademacher's law are exact for a field that treats all coordinates alike
      const options = { divergence: "hutchinson", probes: 2, probeLaw: "gaussian" };
      const { value, details } = await measure(context, options);
      return [value!, details!["probeStandardError"]!];
    }),
  );
  assertTrue(found[0]![1]! > 1e-3);
  // sums in another order
  for (const other of found.slice(1)) other.forEach((number, i) => assertClose(number, found[0]![i]!, 1e-10));
});
