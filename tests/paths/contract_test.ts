import { paths } from "../../lib/paths/mod.ts";
import { ratioOf, timeOf } from "../../lib/paths/path.ts";
import { assertClose, assertEquals, assertTrue } from "../support/assert.ts";
import { created } from "../support/components.ts";
import { derivative } from "../support/derivatives.ts";
import { testTensors } from "./tensor_contract.ts";

for (const [name, path] of created(paths)) {
  Deno.test(`the derivatives that ${name} states are those of its coefficients`, () => {
    for (const t of [1e-3, 0.1, 0.5, 0.9, 1 - 1e-3]) {
      const { alphaDot, sigmaDot } = path.at(t);
      const h = Math.min(1e-5, t / 300, (1 - t) / 300);
      // Rounding costs 1e-11; the difference itself up to 1e-9 where a coefficient ends like √(1 − t).
      assertClose(derivative((t) => path.at(t).alpha, t, h), alphaDot, 2e-8, `dα/dt at ${t}:`);
      assertClose(derivative((t) => path.at(t).sigma, t, h), sigmaDot, 2e-8, `dσ/dt at ${t}:`);
    }
  });

  Deno.test(`the derivatives that ${name} states at its ends are the limits from inside`, () => {
    for (const [end, inward] of [[0, 1], [1, -1]] as const) {
      for (const key of ["alphaDot", "sigmaDot"] as const) {
        const stated = path.at(end)[key];
        const [near, nearer] = [1e-9, 1e-12].map((way) => path.at(end + inward * way)[key]) as [
          number,
          number,
        ];
        assertTrue(!Number.isNaN(stated), `${key} at ${end} is not a number`);
        if (Number.isFinite(stated)) {
          // second derivatives of the coefficients that do not diverge are below 1000
          assertClose(near, stated, 1e-6, `${key} at ${end}:`);
        } else {
          assertEquals(Math.sign(near), Math.sign(stated));
          assertTrue(Math.abs(near) > 1000 && Math.abs(nearer) > 10 * Math.abs(near), `${key} at ${end}`);
        }
      }
    }
  });

  Deno.test(`${name} leads from the source towards the data, without a singular coefficient`, () => {
    const [start, end] = [path.at(0), path.at(1)];
    for (const { alpha, sigma } of [start, end]) assertTrue(Number.isFinite(alpha) && Number.isFinite(sigma));
    assertTrue(end.alpha > end.sigma && start.sigma > start.alpha);
    assertTrue(1 / end.sigma > 0, "the source must not end at −0, whose reciprocal is −∞");
    const ratios = Array.from({ length: 101 }, (_, i) => ratioOf(path.at(i / 100)));
    assertTrue(ratios.every((ratio, i) => i === 0 || ratio > ratios[i - 1]!), "α/σ must grow");
  });

  Deno.test(`${name} is found again at the time that has its signal-to-noise ratio`, () => {
    for (const t of [0, 1e-6, 1e-3, 0.1, 1 / 3, 0.5, 0.9, 1 - 1e-3, 1 - 1e-6, 1]) {
      // a ratio is rounded to 1e-16 of itself; logarithms of ratios and square roots cost up to 100 times as
      // much
      assertClose(timeOf(path, ratioOf(path.at(t))), t, 1e-12);
    }
    assertEquals([timeOf(path, 0), timeOf(path, Infinity)], [0, 1]);
  });

  Deno.test(`the times that ${name} states are those that a search finds`, () => {
    const { at } = path;
    for (const ratio of [0.01, 0.1, 0.5, 1, 3, 20, 300]) {
      // the search is as good as the ratios that it compares
      assertClose(timeOf(path, ratio), timeOf({ at }, ratio), 1e-12, `α/σ = ${ratio}:`);
    }
  });

  const { at, tensors } = path;
  if (tensors) testTensors(name, { at, tensors });
}
