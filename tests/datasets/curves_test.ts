import { datasets } from "../../lib/datasets/mod.ts";
import { assertClose, assertEquals, assertTrue } from "../support/assert.ts";
import { kolmogorovSmirnov, normalCdf } from "../support/statistics.ts";
import { COUNT, distanceToInteger, labelledPoints, turnOf } from "./labelled_points.ts";

/** Coordinates up to 2 are rounded to 24 bits, 1.2e-7 each; what is computed from them adds a few roundings. */
const ROUNDING = 5e-7;

/** Passed by all but one in a million seeds. */
const KS_LIMIT = 2.65;

for (const { arms, turns } of [{ arms: 1, turns: 2 }, { arms: 2, turns: 1.5 }, { arms: 5, turns: 0.7 }]) {
  Deno.test(`spirals: each of ${arms} arms has a radius that grows with its angle, over ${turns} turns`, async () => {
    const alongs: number[] = [];
    for (const { x, y, label } of await labelledPoints("spirals", { arms, turns, noise: 0 })) {
      const along = Math.hypot(x, y) / 2;
      assertTrue(along < 1 + ROUNDING);
      // Times the radius, because the angle of a point in the middle is not determined by its rounded coordinates.
      const offTurn = distanceToInteger(turnOf(x, y) - turns * along - label / arms);
      assertClose(along * offTurn, 0, ROUNDING);
      alongs.push(along);
    }
    assertTrue(kolmogorovSmirnov(alongs, (along) => along * along) < KS_LIMIT);
    assertTrue(Math.max(...alongs) > 0.999);
  });
}

for (const rings of [1, 3, 4]) {
  Deno.test(`rings: ${rings} of them, equally full, at even radii up to 2 and at uniform angles`, async () => {
    const counts = new Array<number>(rings).fill(0);
    const angles: number[] = [];
    for (const { x, y, label } of await labelledPoints("rings", { rings, noise: 0 })) {
      assertClose(Math.hypot(x, y), 2 * (label + 1) / rings, ROUNDING);
      counts[label]!++;
      angles.push(turnOf(x, y));
    }
    // Classes take turns, so they differ by one point where the number of points is not a multiple of theirs.
    assertTrue(Math.max(...counts) - Math.min(...counts) <= 1);
    assertTrue(kolmogorovSmirnov(angles, (turn) => turn) < KS_LIMIT);
  });
}

Deno.test("sCurve: points lie on two circles that meet in the origin, uniformly on three quarters of each", async () => {
  const lengths: number[] = [];
  for (const { x, y } of await labelledPoints("sCurve", { noise: 0 })) {
    assertClose(x ** 2 + (Math.abs(y) - 1) ** 2, 1, 2 * ROUNDING);
    assertTrue(Math.abs(x) <= 1 && Math.abs(y) <= 2);
    // Length of the curve from the origin, positive on the lower circle, whose points turn clockwise from its top.
    const side = y > 0 ? -1 : 1;
    lengths.push(side * 2 * Math.PI * turnOf(1 - Math.abs(y), side * x));
  }
  assertTrue(kolmogorovSmirnov(lengths, (length) => length / (3 * Math.PI) + 0.5) < KS_LIMIT);
  // That many uniform points leave a gap of 10/n at an end once in e¹⁰ seeds.
  assertClose(Math.min(...lengths), -1.5 * Math.PI, 3 * Math.PI * 10 / COUNT);
  assertClose(Math.max(...lengths), 1.5 * Math.PI, 3 * Math.PI * 10 / COUNT);
});

Deno.test("swissRoll: the distance from the roll's axis is the angle, uniform over one and a half turns", async () => {
  const angles: number[] = [];
  for (const { x, y } of await labelledPoints("swissRoll", { noise: 0 })) {
    assertTrue(Math.max(Math.abs(x), Math.abs(y)) < 1.99);
    const [u, v] = [7 * x + 2, 7 * y + 2 / (3 * Math.PI)];
    const angle = Math.hypot(u, v);
    assertClose(distanceToInteger(turnOf(u, v) - angle / (2 * Math.PI)), 0, 7 * ROUNDING);
    angles.push(angle);
  }
  assertTrue(kolmogorovSmirnov(angles, (angle) => (angle / Math.PI - 1.5) / 3) < KS_LIMIT);
});

for (const name of ["rings", "sCurve", "spirals", "swissRoll"]) {
  Deno.test(`${name}: its mean is the origin`, async () => {
    const all = await labelledPoints(name);
    for (const axis of ["x", "y"] as const) {
      const mean = all.reduce((sum, point) => sum + point[axis], 0) / COUNT;
      const square = all.reduce((sum, point) => sum + point[axis] ** 2, 0) / COUNT;
      // Five standard errors.
      assertClose(mean, 0, 5 * Math.sqrt(square / COUNT), axis);
    }
  });
}

for (const name of ["rings", "sCurve", "spirals", "swissRoll", "textPoints"]) {
  Deno.test(`${name}: the noise is normal, with its standard deviation on each coordinate`, async () => {
    // Noise does not change what a point draws, so the difference is the noise and nothing else.
    const clean = await labelledPoints(name, { noise: 0 });
    const noisy = await labelledPoints(name, { noise: 0.25 });
    const dx = noisy.map(({ x }, i) => (x - clean[i]!.x) / 0.25);
    const dy = noisy.map(({ y }, i) => (y - clean[i]!.y) / 0.25);
    for (const noise of [dx, dy]) {
      assertTrue(kolmogorovSmirnov(noise, normalCdf) < KS_LIMIT);
      // Five standard errors of a standard deviation, 1/√(2n).
      const std = Math.sqrt(noise.reduce((sum, value) => sum + value * value, 0) / COUNT);
      assertClose(std, 1, 5 / Math.sqrt(2 * COUNT));
    }
    // Five standard errors of a correlation of independent numbers, 1/√n.
    assertClose(dx.reduce((sum, x, i) => sum + x * dy[i]!, 0) / COUNT, 0, 5 / Math.sqrt(COUNT));
  });
}

Deno.test("spirals and rings have a class for every arm and every ring, the other curves have none", () => {
  const classes = (name: string, options = {}) =>
    datasets[name]!.create(datasets[name]!.options.parse(options)).classes;
  assertEquals(classes("spirals"), ["arm 1", "arm 2"]);
  assertEquals(classes("spirals", { arms: 3 }), ["arm 1", "arm 2", "arm 3"]);
  assertEquals(classes("rings"), ["ring 1", "ring 2", "ring 3"]);
  assertEquals(classes("sCurve"), []);
  assertEquals(classes("swissRoll"), []);
});
