import { cosine } from "../../lib/paths/cosine.ts";
import { linear } from "../../lib/paths/linear.ts";
import { linearSigmaMin } from "../../lib/paths/linear_sigma_min.ts";
import { ratioOf } from "../../lib/paths/path.ts";
import { variancePreserving } from "../../lib/paths/variance_preserving.ts";
import { custom } from "../../lib/time_grids/custom.ts";
import { edm } from "../../lib/time_grids/edm.ts";
import { karras } from "../../lib/time_grids/karras.ts";
import { logSnr } from "../../lib/time_grids/log_snr.ts";
import { quadratic } from "../../lib/time_grids/quadratic.ts";
import { uniform } from "../../lib/time_grids/uniform.ts";
import { assertAllClose, assertClose, assertEquals, assertFails, assertTrue } from "../support/assert.ts";

const line = linear.create({});
const curves = [line, cosine.create({}), variancePreserving.create({ betaMin: 0.1, betaMax: 20 })];
const levels = { rho: 7, sigmaMin: 0.002, sigmaMax: 80 };

Deno.test("uniform and quadratic have their formulas", () => {
  assertEquals([...uniform.create({}).times(4, line)], [0, 0.25, 0.5, 0.75, 1]);
  assertEquals([...quadratic.create({}).times(4, line)], [0, 7 / 16, 12 / 16, 15 / 16, 1]);
});

Deno.test("karras passes t = 1/81 and 1/1.002 on the linear path, and has a step on each side", () => {
  const times = karras.create(levels).times(18, line);
  // a few roundings
  assertClose(times[1]!, 1 / 81, 1e-16);
  assertClose(times[1]!, 0.0123, 5e-5);
  assertClose(times[17]!, 1 / 1.002, 1e-15);
});

Deno.test("karras has its noise levels evenly spaced in their seventh root, on every path", () => {
  for (const path of curves) {
    const roots = [...karras.create(levels).times(12, path).slice(1, -1)]
      .map((t) => ratioOf(path.at(t)) ** (-1 / 7));
    assertAllClose([roots[0]!, roots.at(-1)!], [80 ** (1 / 7), 0.002 ** (1 / 7)], 1e-12);
    // times are rounded to 1e-16, from which ratios of up to 500 are computed near t = 1
    for (let i = 2; i < roots.length; i++) {
      assertClose(roots[i]! - roots[i - 1]!, roots[1]! - roots[0]!, 1e-12);
    }
  }
});

Deno.test("karras has the noise levels of EDM's equation 5", () => {
  // the first 5 of 18 between 80 and 0.002, from the equation
  const levels18 = [80, 57.58598472, 40.7855738, 28.3745846, 19.35245298];
  const times = karras.create(levels).times(19, line);
  // as many digits as are given
  levels18.forEach((level, i) => assertClose(1 / times[i + 1]! - 1, level, 1e-8));
});

Deno.test("edm has the levels of karras but the highest, in whose place is pure noise", () => {
  for (const path of curves) {
    const withHighest = [...karras.create(levels).times(19, path)];
    assertEquals([...edm.create(levels).times(18, path)], withHighest.filter((_, i) => i !== 1));
  }
});

Deno.test("logSnr has equal steps in the logarithm of α/σ between its bounds, on every path", () => {
  for (const path of curves) {
    const times = logSnr.create({ lowest: -4, highest: 3 }).times(9, path);
    const logs = [...times.slice(1, -1)].map((t) => Math.log(ratioOf(path.at(t))));
    // times are rounded to 1e-16, of which 1 − t = 0.002 near the end makes 1e-13
    assertAllClose(logs, [-4, -3, -2, -1, 0, 1, 2, 3], 1e-12);
  }
});

Deno.test("a single time between the ends is in the middle of the scale", () => {
  assertClose(logSnr.create({ lowest: -1, highest: 1 }).times(2, line)[1]!, 0.5, 1e-15);
  const middle = ((80 ** (1 / 7) + 0.002 ** (1 / 7)) / 2) ** 7;
  assertClose(karras.create(levels).times(2, line)[1]!, 1 / (1 + middle), 1e-15);
});

Deno.test("grids of noise levels refuse bounds that the path does not reach, and say what it reaches", async () => {
  const short = linearSigmaMin.create({ sigmaMin: 0.01 });
  for (
    const make of [
      () => karras.create(levels).times(10, short),
      () => edm.create(levels).times(10, short),
      () => logSnr.create({ lowest: -5, highest: 6 }).times(10, short),
    ]
  ) {
    const error = await assertFails(make, "the path has ratios from 0.000 to 100.0");
    assertEquals((error as { exitCode?: number }).exitCode, 2);
  }
});

Deno.test("grids of noise levels refuse bounds that are the wrong way round", async () => {
  const wrong = { ...levels, sigmaMin: 80, sigmaMax: 80 };
  await assertFails(() => karras.create(wrong), "sigmaMax must be greater than sigmaMin");
  await assertFails(() => edm.create(wrong), "sigmaMax must be greater than sigmaMin");
  await assertFails(() => logSnr.create({ lowest: 1, highest: 1 }), "highest must be greater than lowest");
});

Deno.test("custom has the times that it is given, with or without the ends", () => {
  for (const times of [[0.1, 0.7], [0, 0.1, 0.7], [0, 0.1, 0.7, 1]]) {
    assertEquals([...custom.create({ times }).times(3, line)], [0, 0.1, 0.7, 1]);
  }
});

Deno.test("custom says how many steps its times make", async () => {
  const grid = custom.create({ times: [0.1, 0.7] });
  const error = await assertFails(() => grid.times(25, line), "make 3 steps, but the solver takes 25");
  assertTrue(error.message.includes("steps to 3") && error.message.includes("list 24 times"));
  assertEquals((error as { exitCode?: number }).exitCode, 2);
});

Deno.test("custom takes only increasing times between 0 and 1", () => {
  for (const times of [[0.5, 0.5], [0.7, 0.1], [-0.1], [1.1], ["half"]]) {
    assertTrue(!custom.options.safeParse({ times }).success, `${times}`);
  }
  assertTrue(custom.options.safeParse({ times: [0, 0.2, 1] }).success);
});
