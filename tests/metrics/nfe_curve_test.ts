import { metrics } from "../../lib/metrics/mod.ts";
import type { MetricResult } from "../../lib/metrics/metric.ts";
import { wasserstein2Distance } from "../../lib/metrics/wasserstein2.ts";
import { linear } from "../../lib/paths/linear.ts";
import type { Field } from "../../lib/solvers/solver.ts";
import { assertAllClose, assertClose, assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { normals32 } from "../support/draws.ts";
import { gaussianField } from "../support/gaussian_field.ts";
import { fakeContext, type FakeParts } from "./fake_context.ts";

/** Gaussian data with m = 1 and S = ½, from two source samples of which the exact flow makes 1 ± ½. */
const gaussian: FakeParts = {
  shape: [1],
  field: gaussianField(linear.create({})),
  source: Float32Array.of(-1, 1),
  reference: Float32Array.of(1.5, 0.5),
};

/** The same from many source samples. */
const many: FakeParts = {
  ...gaussian,
  source: normals32(400, "source"),
  reference: normals32(800, "reference").map((x) => 1 + 0.5 * x),
};

async function curve(parts: FakeParts, options: Record<string, unknown>): Promise<MetricResult> {
  const { nfeCurve } = metrics;
  return await nfeCurve!.create(nfeCurve!.options.parse({ metric: "endpointError", ...options }))
    .evaluate(fakeContext(parts));
}

/** A column of a table. */
function column({ rows }: MetricResult, key: string): (number | string | undefined)[] {
  return rows!.map((row) => row[key]);
}

Deno.test("the end point error of Euler's method is that of its closed form", async () => {
  const result = await curve(gaussian, { count: 2, solvers: ["euler"], steps: [1, 2, 4, 8, 16, 32] });
  // Euler's method makes 1 ± s of ±1 where the flow makes 1 ± ½; s is known to six digits.
  const spreads = [0, 0.2, 0.340541, 0.414785, 0.455683, 0.477364];
  assertAllClose(column(result, "value") as number[], spreads.map((spread) => 0.5 - spread), 1e-6);
  assertEquals(column(result, "calls"), [1, 2, 4, 8, 16, 32]);
  assertEquals(column(result, "steps"), [1, 2, 4, 8, 16, 32]);
  assertEquals(result.protocol, {
    quality: "endpointError",
    samples: 2,
    referenceSolver: "dopri8",
    referenceTolerance: 1e-10,
  });
  assertEquals(Object.keys(result.details!), ["referenceCalls"]);
});

Deno.test("solvers are compared by the calls that they make, and converge to the reference in their order", async () => {
  const steps = [64, 128];
  const result = await curve(many, { count: 50, solvers: ["euler", "heun", { name: "rk4" }], steps });
  assertEquals(column(result, "calls"), [64, 128, 128, 256, 256, 512]);
  const values = column(result, "value") as number[];
  for (const [i, order] of [1, 2, 4].entries()) {
    // The next term of the error is ten times h = 1/64 of the first: a seventh, which is 0.2 of a factor of two.
    assertClose(Math.log2(values[2 * i]! / values[2 * i + 1]!), order, 0.25, `order ${order}`);
  }
  const { series, log } = result.chart!;
  assertTrue(log);
  assertEquals(series.map(({ name }) => name), ["euler", "heun", "rk4"]);
  assertEquals(series[2]!.points, [[256, values[4]!], [512, values[5]!]]);
});

Deno.test("adaptive solvers get better and more expensive with the tolerance", async () => {
  const result = await curve(many, { count: 20, solvers: ["dopri5"], tolerances: [1e-2, 1e-4, 1e-6, 1e-8] });
  assertEquals(column(result, "tolerance"), [1e-2, 1e-4, 1e-6, 1e-8]);
  const [values, calls] = [column(result, "value") as number[], column(result, "calls") as number[]];
  for (const i of [1, 2, 3]) assertTrue(values[i]! < values[i - 1]! && calls[i]! > calls[i - 1]!);
  // The error is of the order of the tolerance, which the steps together may exceed.
  assertTrue(values[3]! < 1e-7);
});

Deno.test("a pair that is given steps takes steps, and the options of a solver are in its name", async () => {
  const solvers = [{ name: "dopri5", steps: 1 }, "dopri5", { name: "euler", evaluateAt: "end" }, "euler"];
  const result = await curve(gaussian, { count: 2, solvers, steps: [3], tolerances: [1e-3] });
  assertEquals(column(result, "solver"), ["dopri5, fixed steps", "dopri5", "euler, evaluateAt end", "euler"]);
  assertEquals(column(result, "steps"), [3, undefined, 3, 3]);
});

Deno.test("a stochastic solver is judged by its moments, which says its name, down to the sampling noise", async () => {
  const solvers = ["eulerMaruyama", "heun", "ddpmAncestral"];
  const options = { count: 400, solvers, steps: [4, 64] };
  const result = await curve(many, options);
  assertEquals(result.chart!.series.map(({ name }) => name), [
    "eulerMaruyama (moments)",
    "heun",
    "ddpmAncestral (moments)",
    "independent samples (moments)",
  ]);
  // Two sets of 400 from N(·, ½²), each of which errs by ½/√400 in the mean and ½/√800 in the deviation.
  const floor = result.details!["momentsFloor"]!;
  assertClose(floor, 0.5 * Math.sqrt(3 / 400), 0.05 * floor);
  const values = column(result, "value") as number[];
  for (const fine of [values[1]!, values[5]!]) {
    // The mean square error has few degrees of freedom; three times the root is exceeded once in thousands.
    // Of the bias, 64 steps leave less than the noise.
    assertTrue(fine > 0.05 * floor && fine < 3 * floor, `${fine} with floor ${floor}`);
  }
  assertTrue(values[0]! > 2 * values[1]!, "four steps are biased");
  assertEquals(await curve({ ...many, batchSize: 33 }, options), result, "noise belongs to samples");
});

Deno.test("moments are compared coordinate by coordinate", async () => {
  // Zero drift leaves N(0, 1) as it is: at a variance of g² = 1 the noise alone would make it N(0, 2).
  const still: Field<Float64Array> = {
    ...gaussian.field,
    velocity: (x) => x.map(() => 0),
    drift: (x) => x.map(() => 0),
  };
  const parts = { ...many, shape: [2], source: normals32(800, "source"), field: still };
  const solvers = [{ name: "eulerMaruyama", diffusion: "constant", scale: 1 }];
  const { rows, details } = await curve(parts, { count: 400, solvers, steps: [100] });
  // The last step is without noise: Var = 1 + 0.99. Five times the sampling noise of both sets is allowed.
  assertClose(rows![0]!["value"] as number, Math.sqrt(1.99) - 1, 5 * details!["momentsFloor"]!);
});

Deno.test("a network's rounding is not followed: its reference solution has another tolerance", async () => {
  const field: Field<Float64Array> = {
    ...gaussian.field,
    velocity: async (x, t) =>
      Float64Array.from(
        Float32Array.from(await gaussian.field.velocity(Float64Array.from(Float32Array.from(x)), t)),
      ),
  };
  const network = { ...many, field, precision: "single" } as const;
  const options = { count: 20, solvers: ["heun"], steps: [8] };
  const result = await curve(network, options);
  assertEquals(result.protocol["referenceTolerance"], 1e-6);
  assertTrue(result.details!["referenceCalls"]! < 200);
  // Errors of the tolerance and of float32, beside an error of about 5e-3.
  assertClose(
    column(result, "value")[0] as number,
    column(await curve(many, options), "value")[0] as number,
    1e-5,
  );
});

Deno.test("a velocity that cannot be followed has no reference solution", async () => {
  const field: Field<Float64Array> = {
    ...gaussian.field,
    velocity: (x) => x.map((entry) => entry > 0 ? NaN : 0),
  };
  await assertFails(() => curve({ ...gaussian, field }, { count: 2 }), "of 1 of 2 samples");
});

Deno.test("samples that run out of steps are counted in the table", async () => {
  const solvers = [{ name: "dopri5", maxSteps: 1 }, "dopri5"];
  const result = await curve(many, { count: 10, solvers, tolerances: [1e-8] });
  assertEquals(column(result, "unfinished"), [10, undefined]);
});

Deno.test("distances are those of samples of each solver, beside that of data from data", async () => {
  const context = fakeContext(many);
  const result = await curve(many, { metric: "wasserstein2", count: 100, solvers: ["euler"], steps: [4, 2] });
  const { x } = await context.draw({ count: 100, solver: { name: "euler", steps: 4 } });
  const data = many.reference.slice(0, 100);
  const floor = wasserstein2Distance.between(many.reference.slice(100, 200), data, 1);
  const values = column(result, "value") as number[];
  assertEquals(column(result, "steps"), [2, 4], "from coarse to fine");
  assertEquals(values[1], wasserstein2Distance.between(x, data, 1));
  assertEquals(result.details, { floor });
  assertEquals(result.chart!.series, [
    { name: "euler", points: [[2, values[0]!], [4, values[1]!]] },
    { name: "data against data", points: [[2, floor], [4, floor]] },
  ]);
  assertEquals(result.protocol, { quality: "wasserstein2", samples: 100, reference: 100, split: "test" });
});

Deno.test("every judge has a name, and all their numbers are finite", async () => {
  for (const metric of ["wasserstein2", "slicedWasserstein", "energyDistance", "endpointError"]) {
    const { rows } = await curve(many, { metric, count: 30, solvers: ["midpoint"], steps: [2] });
    assertTrue(Number.isFinite(rows![0]!["value"]), metric);
  }
});

Deno.test("solvers are names or maps with a name, each once, and can be looked at before", async () => {
  const { options, create } = metrics["nfeCurve"]!;
  const solvers = ["heun", { name: "ddim", eta: 0.5 }];
  assertEquals(create(options.parse({ solvers })).solvers, [{ name: "heun" }, { name: "ddim", eta: 0.5 }]);
  for (const wrong of [[], [3], [{ steps: 2 }], "heun"]) {
    assertTrue(!options.safeParse({ solvers: wrong }).success);
  }
  await assertFails(
    () => create(options.parse({ solvers: ["heun", { name: "heun" }] })),
    "found twice: heun",
  );
});
