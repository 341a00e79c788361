import { join } from "node:path";
import { writeAtomically } from "../checkpoints/atomic_file.ts";
import { encodeSafetensors } from "../checkpoints/safetensors.ts";
import type { Examples } from "../datasets/dataset.ts";
import { sizeOf } from "../tensor/shape.ts";
import type { Shape } from "../tensor/types.ts";
import { encodeAnimation } from "./animation.ts";
import { callsText, meanOf } from "./calls_text.ts";
import { type Extent, extentOf } from "./extent.ts";
import { imageGrid } from "./image_grid.ts";
import { encodePng } from "./png.ts";
import type { Raster } from "./raster.ts";
import { scatterer } from "./scatter.ts";

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

/** What is still to come of samples that were written. */
export interface PicturesUnderWay {
  /** Fulfilled when all pictures are there; rejected, for whoever asks, if one cannot be written. */
  readonly pictures: Promise<void>;
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
 * Pictures are encoded in threads of their own, an animation for a second or more: this thread need not wait for them.
 *
 * @param folders Where to.
 * @param drawn The samples.
 * @param data The shape of one sample, and the examples to compare with.
 * @returns When numbers and charts are written, what is still to come.
 */
export async function writeSamples(
  { samples, plots }: SampleFolders,
  drawn: DrawnSamples,
  { shape, examples }: { readonly shape: Shape; readonly examples: Examples },
): Promise<PicturesUnderWay> {
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
  if (!isImage && !isPoint) return { pictures: Promise.resolve() };
  const reference = isPoint ? firstExamples(examples, size) : new Float32Array();
  const extent = extentOf(reference);
  const picture = isPoint ? scatterer({ reference, extent }) : (x: Float32Array): Raster => {
    const shown = Math.min(x.length / size, MOST_IMAGES);
    const columns = columnsOf(drawn.labels, shown);
    return imageGrid(x, shape, shown, columns === undefined ? {} : { columns });
  };

  const still = picture(drawn.x);
  const frames = evenly(drawn.frames, MOST_FRAMES).map(({ x }) => picture(x));
  const write = async (file: string, bytes: Promise<Uint8Array>): Promise<void> =>
    await writeAtomically(join(samples, file), await bytes);
  const pictures = Promise.all([
    ...frames.length > 0 ? [write("trajectory.webp", encodeAnimation(frames))] : [],
    write("samples.png", encodePng(still)),
  ]).then(() => {});
  // Who waits for them later is told then; until then a failure must not end the process.
  pictures.catch(() => {});
  if (isPoint) await writeCharts(plots, drawn, { reference, extent });
  return { pictures };
}

/** Writes the samples, and the ways that they took, as charts. */
async function writeCharts(
  plots: string,
  { x, frames, evaluations }: DrawnSamples,
  ground: { readonly reference: Float32Array; readonly extent: Extent },
): Promise<void> {
  const { scatterChart } = await import("./scatter_chart.ts");
  const title = `${evaluations.length} samples, ${callsText(evaluations)}`;
  await writeAtomically(join(plots, "samples.svg"), scatterChart(x, { title, ...ground }));
  if (frames.length < 2) return;
  const { trajectoryChart } = await import("./trajectory_chart.ts");
  const ways = trajectoryChart(frames.map((frame) => frame.x), { title: "Trajectories" });
  await writeAtomically(join(plots, "trajectories.svg"), ways);
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
