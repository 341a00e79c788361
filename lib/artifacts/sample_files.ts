import { join } from "node:path";
import { writeAtomically } from "../checkpoints/atomic_file.ts";
import { encodeSafetensors } from "../checkpoints/safetensors.ts";
import type { Examples } from "../datasets/dataset.ts";
import { sizeOf } from "../tensor/shape.ts";
import type { Shape } from "../tensor/types.ts";
import { encodeAnimation } from "./animation.ts";
import { callsText, meanOf } from "./calls_text.ts";
import { extentOf } from "./extent.ts";
import { imageGrid } from "./image_grid.ts";
import { encodePng } from "./png.ts";
import type { Raster } from "./raster.ts";
import { scatter } from "./scatter.ts";
import { scatterChart } from "./scatter_chart.ts";
import { trajectoryChart } from "./trajectory_chart.ts";

/** What was sampled. */
export interface DrawnSamples {
  /** The samples, `[count, ...shape]`. */
  readonly x: Float32Array;
  /** Where the first of them were after every step, in order of time. */
  readonly frames: readonly { readonly time: number; readonly x: Float32Array }[];
  /** The class that each was drawn for; undefined where there are none. */
  readonly labels?: Int32Array | undefined;
  /** Network calls for each sample. */
  readonly evaluations: Uint32Array;
  /** The samples that ran out of steps and stayed where they were, usually none. */
  readonly unfinished: readonly number[];
}

/** Where samples are written to: folders that exist. */
export interface SampleFolders {
  /** For the samples and pictures of them. */
  readonly samples: string;
  /** For figures. */
  readonly plots: string;
}

/** More images than this do not fit on a picture that one looks at. */
const MOST_IMAGES = 100;
/** Points of the data set that are drawn behind generated ones. */
const REFERENCE_POINTS = 2000;
/** More frames make the animation larger, but not smoother. */
const MOST_FRAMES = 60;

/**
 * Writes samples as numbers and as pictures: a grid of images or a scatter of points, and an animation of the
 * way there. Samples that are neither are written as numbers alone.
 *
 * @param folders Where to.
 * @param drawn The samples.
 * @param data The shape of one sample, and the examples to compare with.
 */
export async function writeSamples(
  { samples, plots }: SampleFolders,
  drawn: DrawnSamples,
  { shape, examples }: { readonly shape: Shape; readonly examples: Examples },
): Promise<void> {
  const size = sizeOf(shape);
  const count = drawn.x.length / size;
  const numbers = new Map([["samples", { shape: [count, ...shape], data: drawn.x }]]);
  if (drawn.labels) numbers.set("labels", { shape: [count], data: Float32Array.from(drawn.labels) });
  const metadata = {
    evaluations: `${meanOf(drawn.evaluations)}`,
    ...drawn.unfinished.length > 0 ? { unfinished: drawn.unfinished.join(" ") } : {},
  };
  await writeAtomically(join(samples, "samples.safetensors"), encodeSafetensors(numbers, metadata));

  const isImage = shape.length === 3 && (shape[2] === 1 || shape[2] === 3);
  const isPoint = shape.length === 1 && shape[0] === 2;
  if (!isImage && !isPoint) return;
  const reference = isPoint ? firstExamples(examples, size) : new Float32Array();
  const extent = extentOf(reference);
  const picture = (x: Float32Array): Raster => {
    if (!isImage) return scatter(x, { reference, extent });
    const shown = Math.min(x.length / size, MOST_IMAGES);
    const columns = columnsOf(drawn.labels, shown);
    return imageGrid(x, shape, shown, columns === undefined ? {} : { columns });
  };

  await writeAtomically(join(samples, "samples.png"), await encodePng(picture(drawn.x)));
  const frames = evenly(drawn.frames, MOST_FRAMES).map(({ x }) => picture(x));
  if (frames.length > 0) {
    await writeAtomically(join(samples, "trajectory.webp"), await encodeAnimation(frames));
  }
  if (isPoint) {
    const title = `${count} samples, ${callsText(drawn.evaluations)}`;
    await writeAtomically(join(plots, "samples.svg"), scatterChart(drawn.x, { title, reference, extent }));
    if (drawn.frames.length > 1) {
      const states = drawn.frames.map(({ x }) => x);
      await writeAtomically(
        join(plots, "trajectories.svg"),
        trajectoryChart(states, { title: "Trajectories" }),
      );
    }
  }
}

/** A picture is no wider than so many images. */
const MOST_COLUMNS = 20;

/**
 * How many images make a row so that every column is of one class and the grid is nearly square; undefined where
 * classes do not repeat so.
 */
function columnsOf(labels: Int32Array | undefined, count: number): number | undefined {
  if (labels === undefined) return undefined;
  const period = labels.findIndex((label, i) => i > 0 && label === labels[0]);
  const repeats = period > 1 && period <= MOST_COLUMNS &&
    labels.every((label, i) => label === labels[i % period]);
  const columns = period * Math.max(1, Math.round(Math.sqrt(count) / period));
  return repeats && columns <= count ? columns : undefined;
}

/** The first examples, without augmentation. */
function firstExamples(examples: Examples, size: number): Float32Array {
  const count = Math.min(examples.size, REFERENCE_POINTS);
  const points = new Float32Array(count * size);
  for (let i = 0; i < count; i++) examples.read(i, points.subarray(i * size, (i + 1) * size));
  return points;
}

/** At most so many of a list, the first and the last among them. */
function evenly<T>(list: readonly T[], most: number): readonly T[] {
  if (list.length <= most) return list;
  return Array.from({ length: most }, (_, i) => list[Math.round(i * (list.length - 1) / (most - 1))]!);
}
