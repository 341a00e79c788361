import { type Component, noOptions } from "../component.ts";
import type { Source } from "./source.ts";

/** Standard normal noise, `x0 ~ N(0, I)`. */
export const gaussian: Component<Source> = {
  summary: "standard normal noise",
  formula: "x0 ~ N(0, I)",
  options: noOptions,
  create: () => ({
    isStandardNormal: true,
    shape: undefined,
    load: () => Promise.resolve((out, draws) => draws.fillNormal(out)),
  }),
};
