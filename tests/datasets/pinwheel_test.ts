import { datasets } from "../../lib/datasets/mod.ts";
import { assertClose, assertEquals, assertTrue } from "../support/assert.ts";
import { kolmogorovSmirnov, normalCdf } from "../support/statistics.ts";
import { COUNT, distanceToInteger, labelledPoints, turnOf } from "./labelled_points.ts";

/** Passed by all but one in a million seeds. */
const KS_LIMIT = 2.65;

Deno.test("pinwheel: without tangential spread the angle is the stated function of the radius", async () => {
  // At a spread of 0.15 the centre is more than six standard deviations away, so a radius tells the place on an arm.
  const options = { arms: 3, radialSpread: 0.15, tangentialSpread: 0, twist: 0.4 };
  const alongs: number[] = [];
  for (const { x, y, label } of await labelledPoints("pinwheel", options)) {
    const along = Math.hypot(x, y) * 4 / 5;
    const clockwise = label / 3 + 0.4 * Math.exp(along) / (2 * Math.PI);
    // Coordinates are rounded to 24 bits: 1.2e-7 each; times the radius, since angles are less certain inside.
    assertClose(along * distanceToInteger(turnOf(x, y) + clockwise), 0, 5e-7);
    alongs.push((along - 1) / 0.15);
  }
  assertTrue(kolmogorovSmirnov(alongs, normalCdf) < KS_LIMIT);
});

Deno.test("pinwheel: without twist every arm is a Gaussian, along its direction and across it", async () => {
  const along: number[] = [];
  const across: number[] = [];
  for (const { x, y, label } of await labelledPoints("pinwheel", { arms: 4, twist: 0 })) {
    const [cosine, sine] = [Math.cos(label * Math.PI / 2), -Math.sin(label * Math.PI / 2)];
    along.push(((x * cosine + y * sine) * 4 / 5 - 1) / 0.3);
    across.push((y * cosine - x * sine) * 4 / 5 / 0.1);
  }
  assertTrue(kolmogorovSmirnov(along, normalCdf) < KS_LIMIT);
  assertTrue(kolmogorovSmirnov(across, normalCdf) < KS_LIMIT);
  // Five standard errors of a correlation of independent numbers, 1/√n.
  assertClose(along.reduce((sum, r, i) => sum + r * across[i]!, 0) / COUNT, 0, 5 / Math.sqrt(COUNT));
});

Deno.test("pinwheel: its mean is the origin, its size is the stated one, whatever the twist", async () => {
  for (const twist of [-1, 0.25]) {
    const all = await labelledPoints("pinwheel", { twist });
    const mean = (value: (point: { x: number; y: number }) => number) =>
      all.reduce((sum, point) => sum + value(point), 0) / COUNT;
    // Turning keeps the radius: E r² = (5/4)²·(1 + 0.3² + 0.1²). Five standard errors, with a variance below 1 for
    // a coordinate and below (5/4)⁴·(4·0.3² + 2·0.3⁴ + 2·0.1⁴) for r².
    const square = 1.25 ** 2 * 1.1;
    assertClose(mean(({ x }) => x), 0, 5 / Math.sqrt(COUNT));
    assertClose(mean(({ y }) => y), 0, 5 / Math.sqrt(COUNT));
    assertClose(mean(({ x, y }) => x * x + y * y), square, 5 * Math.sqrt(1.25 ** 4 * 0.3764 / COUNT));
    // Two standard deviations; that is Φ(2), but for the width of the arms (0.001) and five standard errors.
    const inside = mean(({ x, y }) => Math.hypot(x, y) < 2 ? 1 : 0);
    assertClose(inside, normalCdf(2), 0.001 + 5 * Math.sqrt(0.023 / COUNT));
  }
});

Deno.test("pinwheel: every arm is a class", () => {
  const { create, options } = datasets["pinwheel"]!;
  assertEquals(create(options.parse({})).classes, ["arm 1", "arm 2", "arm 3", "arm 4", "arm 5"]);
  assertEquals(create(options.parse({ arms: 1 })).classes, ["arm 1"]);
});
