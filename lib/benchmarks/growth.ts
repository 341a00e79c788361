import { catalogs } from "../catalogs.ts";
import { build, type Choice } from "../component.ts";
import { type StepCost, stepCost } from "./step_graph.ts";
import { trainingOf } from "./training_of.ts";
import type { Workload } from "./workload.ts";

/** What a training step of a network of another size would take. */
export interface Growth extends StepCost {
  /** The network's width, as a multiple of the workload's own. */
  readonly width: number;
  /** The side of the images in pixels; undefined for points. */
  readonly side: number | undefined;
}

/** The options that say how wide a network is. */
const WIDTHS: readonly string[] = ["width", "channels"];

/** The same network with so many times as many channels. */
function widened(architecture: Choice, factor: number): Choice {
  const times = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(times) : Math.round((value as number) * factor);
  const changed = Object.entries(architecture).filter(([key]) => WIDTHS.includes(key));
  return { ...architecture, ...Object.fromEntries(changed.map(([key, value]) => [key, times(value)])) };
}

/** The same workload on images of another side. */
function ofSide(workload: Workload, side: number): Workload {
  return { ...workload, shape: [side, side, workload.shape[2]!] };
}

/**
 * How arithmetic, memory traffic and parameters of a training step grow with the width of its network, half, once and
 * twice as wide, and with the side of its images, 16, 32 and 64 pixels. It is counted, not measured.
 *
 * @param workload The workload.
 */
export async function growthOf(workload: Workload): Promise<Growth[]> {
  const side = workload.shape.length === 3 ? workload.shape[0]! : undefined;
  const engine = build(catalogs.engines, { name: "onnx", threads: 0 });
  const cost = (changed: Workload) => stepCost(trainingOf(changed, engine));
  const rows: Growth[] = [];
  for (const width of [0.5, 1, 2]) {
    const architecture = widened(workload.architecture, width);
    rows.push({ width, side, ...await cost({ ...workload, architecture }) });
  }
  if (side === undefined) return rows;
  for (const other of [16, 32, 64]) {
    if (other !== side) rows.push({ width: 1, side: other, ...await cost(ofSide(workload, other)) });
  }
  return rows;
}
