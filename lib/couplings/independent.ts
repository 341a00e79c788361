import { type Component, noOptions } from "../component.ts";
import type { Coupling } from "./coupling.ts";

/** Noise and data drawn independently: row `i` goes with row `i`. */
export const independent: Component<Coupling> = {
  summary: "x0 and x1 drawn independently of each other",
  formula: "π(x0, x1) = p0(x0)·p1(x1)",
  options: noOptions,
  create: () => ({
    isIndependent: true,
    batchSize: undefined,
    bridgeWidth: undefined,
    pair({ count }) {
      const rows = new Int32Array(count);
      for (let i = 0; i < count; i++) rows[i] = i;
      return rows;
    },
  }),
};
