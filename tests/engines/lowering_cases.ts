import type { LoweringCase } from "./cases/case.ts";
import { convolutionCases } from "./cases/convolution.ts";
import { elementwiseCases } from "./cases/elementwise.ts";
import { layerCases } from "./cases/layers.ts";
import { linearAlgebraCases } from "./cases/linear_algebra.ts";
import { movementCases } from "./cases/movement.ts";
import { poolingCases } from "./cases/pooling.ts";
import { reductionCases } from "./cases/reduction.ts";

/** What the engines must agree on: every lowering, in every layout and fallback. */
export const loweringCases: readonly LoweringCase[] = [
  ...elementwiseCases,
  ...movementCases,
  ...reductionCases,
  ...linearAlgebraCases,
  ...convolutionCases,
  ...poolingCases,
  ...layerCases,
];
