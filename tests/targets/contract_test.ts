import type { Coefficients } from "../../lib/paths/interpolant.ts";
import { targets } from "../../lib/targets/mod.ts";
import type { OutputWeights, Target } from "../../lib/targets/target.ts";
import { expandTime } from "../../lib/tensor/expand_time.ts";
import { assertAllClose, assertClose, assertEquals, assertTrue } from "../support/assert.ts";
import { created } from "../support/components.ts";
import { normals } from "../support/draws.ts";
import { gaussianTruth } from "../support/gaussian.ts";
import { interpolants } from "../support/interpolants.ts";
import { tensor } from "../support/tensors.ts";

/** Times at which nothing is singular. */
const TIMES = [0.013, 0.3, 0.5, 0.77, 0.999];
const all = interpolants();

/** The sum that weights mean, for some outputs. */
function read({ x, outputs }: OutputWeights, point: number, answers: readonly number[]): number {
  return outputs.reduce((sum, weight, head) => sum + (weight === 0 ? 0 : weight * answers[head]!), x * point);
}

/** Twenty roundings of every term of a sum, the most that its formulas make. */
function rounding({ x, outputs }: OutputWeights, point: number, answers: readonly number[]): number {
  const terms = outputs.map((weight, head) => Math.abs(weight * answers[head]!));
  return 20 * 2 ** -53 * (1 + Math.abs(x * point) + terms.reduce((a, b) => a + b, 0));
}

/** The outputs that are exactly what a target asks for, given data, source and noise. */
function answers(target: Target, at: Coefficients, x1: number, x0: number, z: number): number[] {
  return target.regressions(at).map((head) => (head.x1 * x1 + head.x0 * x0 + head.z * z) / head.scale);
}

for (const [name, target] of created(targets)) {
  const { smallestTime, largestTime } = target;
  const taken = all.filter(([, interpolant]) => target.unfit?.(interpolant) === undefined);

  Deno.test(`${name} has bounds in [0, 1], and takes some interpolant of the catalogs`, () => {
    assertTrue(smallestTime >= 0 && smallestTime < largestTime && largestTime <= 1);
    assertTrue(taken.length > 0);
  });

  Deno.test(`${name} says what to use instead of an interpolant that it does not take`, () => {
    for (const [title, interpolant] of all) {
      const reason = target.unfit?.(interpolant);
      if (reason === undefined) continue;
      assertTrue(/^target \w+ .*(expected|Use) /.test(reason), `${title}: "${reason}"`);
    }
  });

  for (const [title, interpolant] of taken) {
    Deno.test(`${name} on ${title} has as many regressions as heads, and scales only if it says so`, () => {
      for (const t of TIMES) {
        const regressions = target.regressions(interpolant.at(t));
        assertEquals(regressions.length, target.heads);
        assertTrue(target.isScaled || regressions.every(({ scale }) => scale === 1));
      }
    });

    Deno.test(`${name} on ${title} makes velocity, data, source and score of what it asked for`, () => {
      for (const t of TIMES) {
        const at = interpolant.at(t);
        for (const x of [-2, 0.3, 1.5]) {
          const truth = gaussianTruth({ mean: 1, spread: 0.5 }, at, x);
          // A network that minimises a squared error answers with the conditional expectation.
          const best = answers(target, at, truth.data, truth.source, truth.latent);
          const near = (weights: OutputWeights, expected: number, what: string) => {
            if (Number.isNaN(weights.x)) return;
            assertClose(
              read(weights, x, best),
              expected,
              rounding(weights, x, best),
              `${what} at ${t}, ${x}:`,
            );
          };
          near(target.velocity(at), truth.velocity, "velocity");
          near(target.data(at), truth.data, "data");
          near(target.noise(at), truth.source, "source");
          near(target.score(at), truth.score, "score");
        }
      }
    });

    if (interpolant.gamma.isZero) {
      Deno.test(`${name} on ${title} makes the pair itself and its velocity of the answer to a pair`, () => {
        for (const t of TIMES) {
          const [x0, x1] = normals(2, `pair ${t}`) as unknown as [number, number];
          const at = interpolant.at(t);
          const x = at.alpha * x1 + at.sigma * x0;
          const exact = answers(target, at, x1, x0, 0);
          const near = (weights: OutputWeights, expected: number, what: string) =>
            assertClose(read(weights, x, exact), expected, rounding(weights, x, exact), `${what} at ${t}:`);
          near(target.velocity(at), at.alphaDot * x1 + at.sigmaDot * x0, "velocity");
          near(target.data(at), x1, "data");
          near(target.noise(at), x0, "source");
        }
      });
    }

    Deno.test(`${name} on ${title} commutes with guidance, since its conversions are affine`, () => {
      for (const t of TIMES) {
        const at = interpolant.at(t);
        const [plain, labelled, scale] = [0.7, -1.3, 2.5];
        const of = (value: number) => read(target.velocity(at), 0.4, Array(target.heads).fill(value));
        const guided = of(plain + scale * (labelled - plain));
        const expected = of(plain) + scale * (of(labelled) - of(plain));
        assertClose(guided, expected, 1e-12 * Math.max(1, Math.abs(expected)), `at ${t}:`);
      }
    });

    Deno.test(`${name} on ${title} has the same velocity in tensor operations`, () => {
      if (target.velocityTensor === undefined) {
        for (const t of TIMES) assertEquals(target.velocity(interpolant.at(t)), { x: 0, outputs: [1] });
        return;
      }
      const size = TIMES.length * 3;
      const x = normals(size, "x");
      const outputs = Array.from({ length: target.heads }, (_, head) => normals(size, `output ${head}`));
      const weights = TIMES.map((t) => target.velocity(interpolant.at(t)));
      const expected = x.map((point, i) => {
        return read(weights[Math.floor(i / 3)]!, point, outputs.map((output) => output[i]!));
      });
      const velocity = target.velocityTensor(
        tensor(x, [TIMES.length, 3]),
        outputs.map((output) => tensor(output, [TIMES.length, 3])),
        interpolant.tensors!(expandTime(tensor(TIMES, [TIMES.length]), 2)),
      );
      velocity.dataSync().forEach((value, i) => {
        const { x, outputs } = weights[Math.floor(i / 3)]!;
        const size = Math.max(1, Math.abs(x), ...outputs.map(Math.abs));
        // A handful of roundings to 2⁻²⁴, of coefficients that lose 1/σ at t = 0.999 by cancellation.
        assertClose(value, expected[i]!, 1e-4 * size, `at ${TIMES[Math.floor(i / 3)]}:`);
      });
    });
  }
}

Deno.test("the weights of an output are numbers like those of the closed forms on the straight path", () => {
  const at = all.find(([title]) => title === "linear")![1].at(0.25);
  const weights = (name: string) => {
    const { options, create } = targets[name]!;
    const { x, outputs } = create(options.parse({})).velocity(at);
    return [x, ...outputs];
  };
  // v = (x̂1 − x)/(1 − t) = (x − x̂0)/t = (x + (1 − t)·s)/t.
  assertAllClose(weights("data"), [-4 / 3, 4 / 3], 1e-15);
  assertAllClose(weights("noise"), [4, -4], 1e-15);
  assertAllClose(weights("score"), [4, 3], 1e-15);
  assertAllClose(weights("displacementOverTime"), [0, 0.25], 1e-15);
  // N = 0.625: ((t − (1 − t))·x − output)/N.
  assertAllClose(weights("diffusionVelocity"), [-0.8, -1.6], 1e-15);
});
