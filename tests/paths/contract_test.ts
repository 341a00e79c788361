import { paths } from "../../lib/paths/mod.ts";
import { assertClose, assertTrue } from "../support/assert.ts";
import { created } from "../support/components.ts";
import { derivative } from "../support/derivatives.ts";

for (const [name, path] of created(paths)) {
  Deno.test(`the derivatives that ${name} states are those of its coefficients`, () => {
    for (const t of [1e-3, 0.1, 0.5, 0.9, 1 - 1e-3]) {
      const { alphaDot, sigmaDot } = path.at(t);
      // Rounding costs 1e-11; the difference itself up to 1e-8 where a coefficient ends like √(1 − t).
      assertClose(derivative((t) => path.at(t).alpha, t), alphaDot, 2e-8, `dα/dt at ${t}:`);
      assertClose(derivative((t) => path.at(t).sigma, t), sigmaDot, 2e-8, `dσ/dt at ${t}:`);
    }
  });

  Deno.test(`${name} leads from the source towards the data, without a singular coefficient`, () => {
    const [start, end] = [path.at(0), path.at(1)];
    for (const { alpha, sigma } of [start, end]) assertTrue(Number.isFinite(alpha) && Number.isFinite(sigma));
    assertTrue(end.alpha > end.sigma && start.sigma > start.alpha);
    const ratios = Array.from({ length: 99 }, (_, i) => path.at((i + 1) / 100))
      .map(({ alpha, sigma }) => alpha / sigma);
    assertTrue(ratios.every((ratio, i) => i === 0 || ratio > ratios[i - 1]!), "α/σ must grow");
  });
}
