import type { Choice } from "../component.ts";
import type { Solver } from "../solvers/solver.ts";
import { sizeOf } from "../tensor/shape.ts";
import { meanOf } from "./mean.ts";
import type { MetricContext, MetricResult } from "./metric.ts";
import { floorOf, referenceSets, type SetDistance } from "./set_distance.ts";

/** What a solver's samples cost, and how good they are. */
export interface Finding {
  /** Network calls, in the mean over samples. */
  readonly calls: number;
  /** How far the samples are from right. */
  readonly value: number;
  /** How many of them ran out of steps. */
  readonly unfinished: number;
}

/** What sampling noise alone amounts to: a height below which differences mean nothing. */
export interface Floor {
  /** What the result's details call it. */
  readonly key: string;
  /** What the chart calls it. */
  readonly name: string;
  /** The height. */
  readonly value: number;
}

/** What is measured of a solver. */
export interface Measure {
  /** How it is told from what is measured of other solvers; undefined for what is measured of most. */
  readonly name?: string;
  /** What no solver gets below, where that is known. */
  readonly floor?: Floor;
}

/** A judge of solvers that follow one model. */
export interface Quality {
  /** What an axis calls it. */
  readonly label: string;
  /** All that two curves must have in common to be comparable. */
  readonly protocol: MetricResult["protocol"];
  /** Numbers that do not depend on the solver. */
  readonly details: Readonly<Record<string, number>>;
  /** What is measured of a solver. */
  measureOf(solver: Solver): Measure;
  /**
   * Draws samples and judges them.
   *
   * @param choice The solver.
   */
  judge(choice: Choice): Promise<Finding>;
}

/**
 * Judges solvers by the distance of their samples from the test split.
 *
 * @param context What can be asked for.
 * @param distance The distance.
 * @param most How many samples are compared, if there are so many data.
 */
export async function distanceQuality(
  context: MetricContext,
  distance: SetDistance,
  most: number,
): Promise<Quality> {
  const size = sizeOf(context.shape);
  const sets = await referenceSets(context, most);
  const { floor } = floorOf(distance, sets, size);
  const measure = floor === undefined
    ? {}
    : { floor: { key: "floor", name: "data against data", value: floor } };
  return {
    label: distance.label,
    protocol: { samples: sets.count, reference: sets.count, split: "test", ...distance.protocol },
    details: {},
    measureOf: () => measure,
    async judge(solver) {
      const { x, evaluations, unfinished } = await context.draw({ count: sets.count, solver });
      return {
        calls: meanOf(evaluations),
        value: distance.between(x, sets.reference, size),
        unfinished: unfinished.length,
      };
    },
  };
}
