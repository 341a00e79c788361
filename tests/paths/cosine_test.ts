import { cosine } from "../../lib/paths/cosine.ts";
import { timeOf } from "../../lib/paths/path.ts";
import { assertClose, assertEquals } from "../support/assert.ts";

const path = cosine.create({});

Deno.test("cosine is a quarter of the unit circle at constant speed", () => {
  for (const t of [0, 0.1, 1 / 3, 0.5, 0.8, 1]) {
    const { alpha, sigma, alphaDot, sigmaDot } = path.at(t);
    // sine and cosine are rounded once each
    assertClose(Math.hypot(alpha, sigma), 1, 1e-15);
    assertClose(Math.hypot(alphaDot, sigmaDot), Math.PI / 2, 1e-15);
    assertClose(alpha, Math.sin(Math.PI * t / 2), 1e-15);
    assertClose(sigma, Math.cos(Math.PI * t / 2), 1e-15);
  }
});

Deno.test("cosine is the source alone at 0 and the data alone at 1, exactly", () => {
  assertEquals([0, 1].map((t) => path.at(t)).map(({ alpha, sigma }) => [alpha, sigma]), [[0, 1], [1, 0]]);
});

Deno.test("cosine is half way where source and data weigh the same", () => {
  assertClose(timeOf(path, 1), 0.5, 1e-16);
});
