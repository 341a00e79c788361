import { gammas } from "../../lib/gammas/mod.ts";
import { type Interpolant, interpolant } from "../../lib/paths/interpolant.ts";
import { paths } from "../../lib/paths/mod.ts";
import type { Path } from "../../lib/paths/path.ts";
import { created } from "./components.ts";

/** A path on which neither the sum of the coefficients nor their derivatives are constant. */
export const circle: Path = {
  at(t) {
    const angle = Math.PI * t / 2;
    const [alpha, sigma] = [Math.sin(angle), Math.cos(angle)];
    return { alpha, sigma, alphaDot: Math.PI / 2 * sigma, sigmaDot: -Math.PI / 2 * alpha };
  },
};

/** Every path of the catalog with every gamma of the catalog. */
export function interpolants(): [title: string, interpolant: Interpolant][] {
  return created(paths).flatMap(([path, ofPath]) =>
    created(gammas).map(([gamma, ofGamma]): [string, Interpolant] => [
      ofGamma.isZero ? path : `${path} with ${gamma}`,
      interpolant(ofPath, ofGamma),
    ])
  );
}
