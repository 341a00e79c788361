import { empiricalOracle } from "../../lib/architectures/empirical_oracle.ts";
import { gaussianOracle } from "../../lib/architectures/gaussian_oracle.ts";
import { mixtureOracle } from "../../lib/architectures/mixture_oracle.ts";
import { architectures } from "../../lib/architectures/mod.ts";
import {
  type Expectation,
  type FlowProblem,
  isOracle,
  type NetworkInput,
} from "../../lib/architectures/architecture.ts";
import { schrodingerBridgeOracle } from "../../lib/architectures/schrodinger_bridge_oracle.ts";
import { bridgeCovariance } from "../../lib/couplings/coupling.ts";
import type { Examples, Mixture } from "../../lib/datasets/dataset.ts";
import type { Failure } from "../../lib/failure.ts";
import { brownianBridge } from "../../lib/gammas/brownian_bridge.ts";
import { none } from "../../lib/gammas/none.ts";
import { interpolant } from "../../lib/paths/interpolant.ts";
import { linear } from "../../lib/paths/linear.ts";
import { assertAllClose, assertClose, assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { normals } from "../support/draws.ts";
import { gaussianTruth } from "../support/gaussian.ts";
import { interpolants } from "../support/interpolants.ts";

const straight = interpolant(linear.create({}), none.create({}));
const one: Mixture = { weights: [1], means: [[1, -2]], spreads: [0.5] };
const three: Mixture = { weights: [0.5, 0.3, 0.2], means: [[-1], [0.5], [3]], spreads: [0.3, 0.1, 1] };
const noExamples: Examples = { size: 0, fingerprint: "", read() {}, label: () => 0 };

function problem(
  law: Mixture | undefined,
  between = straight,
  changes: Partial<FlowProblem> = {},
): FlowProblem {
  return {
    dataset: { law },
    source: { isStandardNormal: true },
    coupling: { isIndependent: true, bridgeWidth: undefined },
    interpolant: between,
    ...changes,
  };
}

function input(given: FlowProblem, size = given.dataset.law!.means[0]!.length): NetworkInput {
  return { shape: [size], problem: given };
}

function room(size: number): Expectation {
  return { x1: new Float64Array(size), x0: new Float64Array(size), z: new Float64Array(size) };
}

for (const [title, between] of interpolants()) {
  Deno.test(`gaussianOracle knows the closed form on ${title}`, () => {
    const expect = gaussianOracle.create({}).build(input(problem(one, between))).open(noExamples);
    const out = room(2);
    for (const t of [1e-3, 0.4, 0.95]) {
      const x = [0.7, -1.1];
      expect(x, t, out);
      x.forEach((value, j) => {
        const truth = gaussianTruth({ mean: one.means[0]![j]!, spread: 0.5 }, between.at(t), value);
        // A handful of roundings of numbers below 10.
        assertClose(out.x1[j]!, truth.data, 1e-14, "x1");
        assertClose(out.x0[j]!, truth.source, 1e-14, "x0");
        assertClose(out.z[j]!, truth.latent, 1e-14, "z");
      });
    }
  });
}

/** An integral over the line by the trapezoidal rule, exact for smooth functions that vanish at its ends. */
function integral(f: (x: number) => number): number {
  let sum = 0;
  for (let i = -4000; i <= 4000; i++) sum += f(i / 200);
  return sum / 200;
}

function density(x: number, mean: number, variance: number): number {
  return Math.exp(-((x - mean) ** 2) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);
}

Deno.test("mixtureOracle knows Bayes' rule: the integral over the data that could have led to a point", () => {
  const expect = mixtureOracle.create({}).build(input(problem(three))).open(noExamples);
  const out = room(1);
  for (const t of [0.2, 0.5, 0.8]) {
    for (const x of [-1, 0.4, 2]) {
      expect([x], t, out);
      const prior = (x1: number) =>
        three.weights.reduce(
          (sum, w, k) => sum + w * density(x1, three.means[k]![0]!, three.spreads[k]! ** 2),
          0,
        );
      const posterior = (x1: number) => prior(x1) * density(x, t * x1, (1 - t) ** 2);
      const total = integral(posterior);
      const mean = integral((x1) => x1 * posterior(x1)) / total;
      // The rule's step is a twentieth of the narrowest Gaussian; it is then exact to rounding of sums of 8000.
      assertClose(out.x1[0]!, mean, 1e-11);
      assertClose(out.x0[0]!, (x - t * mean) / (1 - t), 1e-10);
    }
  }
});

Deno.test("an oracle far from all components does not underflow", () => {
  const expect = mixtureOracle.create({}).build(input(problem(three))).open(noExamples);
  const out = room(1);
  expect([500], 0.999, out);
  assertTrue([...out.x1, ...out.x0, ...out.z].every(Number.isFinite));
});

Deno.test("empiricalOracle expects the examples' softmax, and near the end the nearest example", () => {
  const rows = normals(10, "rows");
  const examples: Examples = {
    ...noExamples,
    size: 5,
    read: (index, out) => out.set(rows.slice(2 * index, 2 * index + 2)),
  };
  const expect = empiricalOracle.create({ count: 5 }).build(input(problem(undefined), 2)).open(examples);
  const out = room(2);
  const x = [0.3, -0.2];
  expect(x, 0.4, out);
  const stored = Float32Array.from(rows);
  const weights = [0, 1, 2, 3, 4].map((i) => {
    const distance = (x[0]! - 0.4 * stored[2 * i]!) ** 2 + (x[1]! - 0.4 * stored[2 * i + 1]!) ** 2;
    return Math.exp(-distance / (2 * 0.36));
  });
  const total = weights.reduce((a, b) => a + b);
  const expected = [0, 1].map((j) => weights.reduce((sum, w, i) => sum + w / total * stored[2 * i + j]!, 0));
  assertAllClose(out.x1, expected, 1e-14);
  expect([stored[4]! + 1e-4, stored[5]!], 1 - 1e-6, out);
  assertAllClose(out.x1, stored.slice(4, 6), 1e-12);
});

Deno.test("schrodingerBridgeOracle has the velocity m + V̇/(2V)·(x − tm) and the plan's covariance", () => {
  const [width, spread, mean] = [0.8, 0.5, 1];
  const bridge = interpolant(linear.create({}), brownianBridge.create({ scale: width }));
  const law: Mixture = { weights: [1], means: [[mean]], spreads: [spread] };
  const coupling = { isIndependent: false, bridgeWidth: width };
  const oracle = schrodingerBridgeOracle.create({}).build(input(problem(law, bridge, { coupling })));
  const expect = oracle.open(noExamples);
  const c = 0.5 * (-(width ** 2) + Math.sqrt(width ** 4 + 4 * spread ** 2));
  assertClose(bridgeCovariance(width, spread), c, 1e-16);
  const out = room(1);
  for (const t of [0.1, 0.5, 0.9]) {
    const { gammaDot } = bridge.at(t);
    const v = (1 - t) ** 2 + t ** 2 * spread ** 2 + 2 * t * (1 - t) * c + width ** 2 * t * (1 - t);
    const vDot = -2 * (1 - t) + 2 * t * spread ** 2 + 2 * (1 - 2 * t) * c + width ** 2 * (1 - 2 * t);
    expect([0.3], t, out);
    const velocity = out.x1[0]! - out.x0[0]! + gammaDot * out.z[0]!;
    assertClose(velocity, mean + vDot / (2 * v) * (0.3 - t * mean), 1e-14);
  }
});

Deno.test("the plan's covariance is that of optimal transport without noise, and none with much", () => {
  // ½(−σ² + √(σ⁴ + 4S²)) is S − σ²/2 + … and S²/σ² − ….
  assertClose(bridgeCovariance(1e-4, 0.5), 0.5, 1e-8);
  assertClose(bridgeCovariance(100, 0.5), 0.25e-4, 1e-9);
});

/** What each oracle of the catalog can be built for. */
function buildable(name: string): FlowProblem {
  const coupling = { isIndependent: false, bridgeWidth: 1 };
  return name === "schrodingerBridgeOracle" ? problem(one, straight, { coupling }) : problem(one);
}

const oracles = Object.entries(architectures).filter(([name]) => name.endsWith("Oracle"));
for (const [name, { options, create }] of oracles) {
  const build = (given: NetworkInput) => create(options.parse({})).build(given);

  Deno.test(`${name} is an oracle, and says what it needs to be told`, async () => {
    assertTrue(isOracle(build(input(buildable(name)))));
    const bare = await assertFails(() => build({ shape: [2] }), "the whole problem");
    assertEquals((bare as Failure).exitCode, 2);
    const otherSource = { ...buildable(name), source: { isStandardNormal: false } };
    await assertFails(() => build(input(otherSource)), "source gaussian only");
    const otherCoupling = { ...buildable(name), coupling: { isIndependent: false, bridgeWidth: undefined } };
    await assertFails(() => build(input(otherCoupling)), "expected that coupling");
  });

  if (name === "empiricalOracle") continue;
  Deno.test(`${name} refuses data whose law is not known`, async () => {
    const unknown: FlowProblem = { ...buildable(name), dataset: {} };
    await assertFails(() => build({ shape: [2], problem: unknown }), "empiricalOracle answers");
  });
}

Deno.test("gaussianOracle refuses a mixture, and names the oracle that takes it", async () => {
  await assertFails(() => gaussianOracle.create({}).build(input(problem(three))), "expected mixtureOracle");
});
