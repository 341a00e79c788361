import { z } from "zod";
import type { Component } from "../component.ts";
import { importance } from "./importance.ts";
import type { Weighting } from "./weighting.ts";

const options = z.strictObject({ importance });

/** Every example counts alike: the squared error of what the network is asked for. */
export const uniform: Component<Weighting, z.output<typeof options>> = {
  summary: "every training time counts alike",
  formula: "w = 1",
  options,
  create: ({ importance }) => ({ importance, weight: () => 1 }),
};
