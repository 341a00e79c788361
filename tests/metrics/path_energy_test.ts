import { metrics } from "../../lib/metrics/mod.ts";
import type { MetricResult } from "../../lib/metrics/metric.ts";
import { linear } from "../../lib/paths/linear.ts";
import type { Field } from "../../lib/solvers/solver.ts";
import { assertClose, assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { normals32 } from "../support/draws.ts";
import { gaussianField } from "../support/gaussian_field.ts";
import { fakeContext, type FakeParts } from "./fake_context.ts";

/** A metric's result for some samples and steps. */
async function measure(
  name: "straightness" | "normalizedPathEnergy",
  parts: FakeParts,
  options: { readonly count: number; readonly steps?: number },
): Promise<MetricResult> {
  return await metrics[name]!.create(metrics[name]!.options.parse(options)).evaluate(fakeContext(parts));
}

/**
 * Gaussian data with m = 1 and S = ½ on the straight path, from two source samples whose mean is 0 and whose variance
 * is 1. Its velocity is affine, so that means over them are expectations; so is W₂² = (1.5² + 0.5²)/2 = 1.25.
 */
const gaussian: FakeParts = {
  shape: [1],
  field: gaussianField(linear.create({})),
  source: Float32Array.of(-1, 1),
  reference: Float32Array.of(1.5, 0.5),
};

/** The energy of Euler's method from the law alone: `Σ h·(m² + a²V)`, where `V` becomes `(1 + h·a)²·V`. */
function energyOfEuler(steps: number): { energy: number; deviation: number } {
  let [energy, deviation] = [0, 1];
  for (let k = 0; k < steps; k++) {
    const t = k / steps;
    const rate = (t * 0.25 - (1 - t)) / (t * t * 0.25 + (1 - t) ** 2);
    energy += (1 + (rate * deviation) ** 2) / steps;
    deviation *= 1 + rate / steps;
  }
  return { energy, deviation: Math.abs(deviation) };
}

/** A field of which only the velocity is asked. */
function velocityField(velocity: (x: Float64Array, t: Float64Array) => Float64Array): Field<Float64Array> {
  return { ...gaussian.field, velocity };
}

Deno.test("the path energy and the straightness of Gaussian data are those of Euler's method in closed form", async () => {
  for (const steps of [1, 7, 100]) {
    const { energy, deviation } = energyOfEuler(steps);
    // The displacement has the mean m = 1 and the standard deviation |1 − S|, S what Euler's method arrives at.
    const straight = energy - 1 - (1 - deviation) ** 2;
    const { value, details, protocol } = await measure("straightness", gaussian, { count: 2, steps });
    // Rounding in double precision.
    assertClose(value!, straight, 1e-12);
    assertClose(details!["pathEnergy"]!, energy, 1e-12);
    assertEquals(protocol, { samples: 2, solver: "euler", steps });
    const energetic = await measure("normalizedPathEnergy", gaussian, { count: 2, steps });
    assertClose(energetic.value!, Math.abs(energy - 1.25) / 1.25, 1e-12);
    assertEquals(energetic.details!["wasserstein2Squared"], 1.25);
  }
});

Deno.test("they converge to the integrals of the exact flow", async () => {
  const exact = { straightness: 0.2146018, normalizedPathEnergy: 0.1716815 } as const;
  for (const name of ["straightness", "normalizedPathEnergy"] as const) {
    const at = async (steps: number): Promise<number> =>
      (await measure(name, gaussian, { count: 2, steps })).value!;
    const [coarse, fine] = [await at(200), await at(400)];
    // The error of Euler's method and of its sum falls like h; without the term in h, like h² = 6e-6.
    assertClose((coarse - exact[name]) / (fine - exact[name]), 2, 0.05);
    assertClose(2 * fine - coarse, exact[name], 2e-5);
  }
});

Deno.test("straightness adds up over coordinates, and is also given for one", async () => {
  const three = { ...gaussian, shape: [3], source: Float32Array.of(-1, 1, 1, 1, -1, -1) };
  const one = await measure("straightness", gaussian, { count: 2 });
  const { value, details } = await measure("straightness", three, { count: 2 });
  assertClose(value!, 3 * one.value!, 1e-12);
  assertClose(details!["perEntry"]!, one.value!, 1e-12);
});

Deno.test("the standard errors are how far results of different draws are apart", async () => {
  const draws = 40;
  for (const name of ["straightness", "normalizedPathEnergy"] as const) {
    const results: MetricResult[] = [];
    for (let k = 0; k < draws; k++) {
      const source = normals32(100, `source ${k}`);
      const reference = normals32(100, `reference ${k}`).map((x) => 1 + 0.5 * x);
      results.push(await measure(name, { ...gaussian, source, reference }, { count: 100, steps: 20 }));
    }
    const values = results.map(({ value }) => value!);
    const stated = results.reduce((sum, { details }) => sum + details!["standardError"]! / draws, 0);
    const mean = values.reduce((sum, value) => sum + value) / draws;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (draws - 1));
    // The standard deviation of 40 normal numbers has a relative error of 1/√78, a ninth; allowed are three.
    assertClose(deviation / stated, 1, 0.34, name);
  }
});

Deno.test("a constant velocity is straight and optimal", async () => {
  const source = normals32(20, "source");
  const shift = [2, -1];
  const parts = {
    shape: [2],
    field: velocityField((x) => x.map((_, e) => shift[e % 2]!)),
    source,
    reference: source.map((x, e) => x + shift[e % 2]!),
  };
  // A hundred steps are rounded in double precision, the data to float32.
  assertClose((await measure("straightness", parts, { count: 10 })).value!, 0, 1e-12);
  assertClose((await measure("normalizedPathEnergy", parts, { count: 10 })).value!, 0, 1e-6);
});

Deno.test("bent ways to the same ends are charged for their bends", async () => {
  // x = x0 + sin(2πt): there and back, with the energy ∫(2π·cos 2πt)² = 2π²; equal steps sum it exactly.
  const field = velocityField((x, t) => x.map((_, e) => 2 * Math.PI * Math.cos(2 * Math.PI * t[e]!)));
  const { value, details } = await measure("straightness", { ...gaussian, field }, { count: 2 });
  assertClose(value!, 2 * Math.PI ** 2, 1e-12);
  assertClose(details!["squaredDisplacement"]!, 0, 1e-12);
});

Deno.test("the velocity is asked at the starts of equal steps, in double precision, never at t = 1", async () => {
  const times: number[] = [];
  const field = velocityField((x, t) => {
    assertTrue(x instanceof Float64Array && x.length === t.length && t.every((time) => time === t[0]));
    times.push(t[0]!);
    return x;
  });
  await measure("straightness", { ...gaussian, field }, { count: 2, steps: 4 });
  assertEquals(times, [0, 0.25, 0.5, 0.75]);
});

Deno.test("walks that lead nowhere are an error, not a number", async () => {
  const field = velocityField((x) => x.map(() => NaN));
  for (const name of ["straightness", "normalizedPathEnergy"] as const) {
    await assertFails(() => measure(name, { ...gaussian, field }, { count: 2 }), "not finite");
  }
});
