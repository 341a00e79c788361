import { Failure } from "../../lib/failure.ts";
import { paths } from "../../lib/paths/mod.ts";
import type { Path } from "../../lib/paths/path.ts";
import { targets } from "../../lib/targets/mod.ts";
import type { Target } from "../../lib/targets/target.ts";
import { expandTime } from "../../lib/tensor/expand_time.ts";
import { assertAllClose, assertClose, assertTrue } from "../support/assert.ts";
import { created } from "../support/components.ts";
import { normals } from "../support/draws.ts";
import { gaussianTruth } from "../support/gaussian.ts";
import { tensor } from "../support/tensors.ts";

/** A path on which neither the sum of the coefficients nor their derivatives are constant. */
const circle: Path = {
  at(t) {
    const angle = Math.PI * t / 2;
    const [alpha, sigma] = [Math.sin(angle), Math.cos(angle)];
    return { alpha, sigma, alphaDot: Math.PI / 2 * sigma, sigmaDot: -Math.PI / 2 * alpha };
  },
};

/** Whether a target takes a path; one that does not must say so to the user. */
function takes(target: Target, path: Path): boolean {
  const answers = [() => target.regressand(0.5, path), () => target.velocity(0.5, path)].map((ask) => {
    try {
      ask();
      return true;
    } catch (error) {
      assertTrue(error instanceof Failure && error.exitCode === 2, `${error} is not for the user`);
      return false;
    }
  });
  assertTrue(answers[0] === answers[1], "a path is taken for training and sampling, or for neither");
  return answers[0]!;
}

for (const [name, target] of created(targets)) {
  const { smallestTime } = target;
  const times = [0, 0.013, 0.3, 0.5, 0.77, 0.999].map((t) => smallestTime + (1 - smallestTime) * t);
  const all: [string, Path][] = [...created(paths), ["a circle", circle]];
  const taken = all.filter(([, path]) => takes(target, path));

  Deno.test(`${name} is trained from a time in [0, 1) on, and takes a path of the catalog`, () => {
    assertTrue(smallestTime >= 0 && smallestTime < 1);
    assertTrue(taken.some(([, path]) => path !== circle));
  });

  for (const [pathName, path] of taken) {
    Deno.test(`${name} on ${pathName} makes the pair's velocity of the regressand of a pair`, () => {
      for (const t of times) {
        const [x0, x1] = normals(2, `pair ${t}`) as unknown as [number, number];
        const { alpha, sigma, alphaDot, sigmaDot } = path.at(t);
        const regressand = target.regressand(t, path);
        const weights = target.velocity(t, path);
        const answer = regressand.x1 * x1 + regressand.x0 * x0;
        const velocity = weights.x * (alpha * x1 + sigma * x0) + weights.output * answer;
        // A handful of roundings to 1e-16 of numbers of order 1, and some room for α, σ near 0.
        assertClose(velocity, alphaDot * x1 + sigmaDot * x0, 1e-12, `at ${t}:`);
      }
    });

    Deno.test(`${name} on ${pathName} makes the velocity of Gaussian data of the best answer`, () => {
      for (const t of times) {
        for (const x of [-2, 0.3, 1.5]) {
          const truth = gaussianTruth({ mean: 1, spread: 0.5 }, path.at(t), x);
          const regressand = target.regressand(t, path);
          const weights = target.velocity(t, path);
          // A network that minimises a squared error answers with the conditional expectation.
          const best = regressand.x1 * truth.data + regressand.x0 * truth.source;
          assertClose(weights.x * x + weights.output * best, truth.velocity, 1e-12, `at ${t}, ${x}:`);
        }
      }
    });

    Deno.test(`${name} on ${pathName} has the same velocity in tensor operations`, () => {
      const [x, output] = [normals(times.length * 3, "x"), normals(times.length * 3, "output")];
      const expected = output.map((answer, i) => {
        const weights = target.velocity(times[Math.floor(i / 3)]!, path);
        return weights.x * x[i]! + weights.output * answer;
      });
      const t = expandTime(tensor(times, [times.length]), 2);
      const velocity = target.velocityTensor(tensor(output, [times.length, 3]), t);
      // Three roundings to 2⁻²⁴ of numbers below 4.
      assertAllClose(velocity.dataSync(), expected, 3 * 4 * 2 ** -24);
    });
  }
}
