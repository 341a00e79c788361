import { createHash } from "node:crypto";
import { basename } from "node:path";
import { loadRuntime } from "../engines/onnx/session.ts";
import { Failure } from "../failure.ts";
import type { ValueRange } from "../metrics/metric.ts";
import { sizeOf } from "../tensor/shape.ts";
import { type ImageList, joined } from "./read_images.ts";
import { type ImageSize, resize } from "./resize.ts";

/** An extractor of one's own, and the images that it is shown. */
export interface OwnExtraction {
  /** The model, an ONNX file. */
  readonly file: string;
  /** The values that it wants for pixels. */
  readonly range: ValueRange;
  /** Images with values in `[-1, 1]`. */
  readonly images: ImageList;
  /** Their size. */
  readonly shape: ImageSize;
  /** Called before every batch; it throws if the work is to end. */
  heed(): void;
}

/** What it makes of them. */
export interface OwnFeatures {
  /** The features, `[n, width]`. */
  readonly features: Float32Array;
  /** How many numbers describe an image. */
  readonly width: number;
  /** The file's name and SHA-256, and the range of values. */
  readonly name: string;
}

/** Images in one call, unless the model's input says how many. */
const BATCH = 32;

/** What a pixel `v` in `[-1, 1]` is told as. */
const RANGES: Readonly<Record<ValueRange, (v: number) => number>> = {
  "[-1,1]": (v) => v,
  "[0,1]": (v) => (v + 1) / 2,
  "[0,255]": (v) => (v + 1) * 127.5,
};

type Runtime = Awaited<ReturnType<typeof loadRuntime>>;
type Session = Awaited<ReturnType<Runtime["InferenceSession"]["create"]>>;

/** Where a model wants its images, and how large. */
interface Input {
  readonly name: string;
  /** Images in one call. */
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  /** Whether colours come before rows, `[N, 3, H, W]`. */
  readonly channelsFirst: boolean;
}

/**
 * Reads features with a model of one's own: an ONNX file with one input, images `[N, 3, H, W]` or `[N, H, W, 3]`, and
 * one output, `[N, d]` or `[N, d, 1, 1]`.
 *
 * Images are resized bilinearly, grey ones told as colours. What else the model wants, such as the subtraction of a
 * mean, must be a part of it.
 *
 * @param extraction The model and the images.
 * @throws {Failure} With exit code 2 if the file cannot be read, or is no such model.
 */
export async function ownFeatures(extraction: OwnExtraction): Promise<OwnFeatures> {
  const { file, range, images, shape } = extraction;
  if (shape[2] !== 1 && shape[2] !== 3) {
    throw new Failure(
      `extractor takes images in grey or in three colours; these have ${shape[2]} channels`,
      2,
    );
  }
  const bytes = await readModel(file);
  const { InferenceSession, Tensor } = await loadRuntime();
  const session: Session = await InferenceSession.create(bytes, { logSeverityLevel: 3 }).catch(
    (error: Error) => {
      throw refusal(file, `a model that ONNX Runtime can read, which says: ${error.message}`);
    },
  );
  try {
    const input = inputOf(file, session);
    const output = outputOf(file, session);
    const length = 3 * input.height * input.width;
    const found: Float32Array[] = [];
    let width = 0;
    for (let first = 0; first < images.size; first += input.batch) {
      extraction.heed();
      const count = Math.min(input.batch, images.size - first);
      const batch = new Float32Array(input.batch * length);
      for (let i = 0; i < input.batch; i++) {
        // The last call is filled up, so that all are of one size.
        place(extraction, first + i % count, input, batch.subarray(i * length, (i + 1) * length));
      }
      const dims = input.channelsFirst ? [3, input.height, input.width] : [input.height, input.width, 3];
      const outputs = await session.run({
        [input.name]: new Tensor("float32", batch, [input.batch, ...dims]),
      });
      const answer = outputs[output]!;
      const [rows, ...rest] = answer.dims;
      if (rows !== input.batch || rest.filter((side) => side !== 1).length > 1 || rest.length === 0) {
        throw refusal(
          file,
          `the output ${output} to be [N, d] or [N, d, 1, 1]`,
          `[${answer.dims.join(", ")}]`,
        );
      }
      width = sizeOf(rest);
      found.push((answer.data as Float32Array).slice(0, count * width));
    }
    const hash = createHash("sha256").update(bytes).digest("hex");
    return { features: joined(found), width, name: `${basename(file)} ${hash}, values in ${range}` };
  } finally {
    await session.release();
  }
}

/** Writes one image as the model wants it. */
function place(
  { images, shape, range }: OwnExtraction,
  index: number,
  input: Input,
  out: Float32Array,
): void {
  const [, , channels] = shape;
  const image = new Float32Array(sizeOf(shape));
  images.read(index, image);
  const pixels = input.height * input.width;
  const resized = resize(image, shape, [input.height, input.width]);
  for (let p = 0; p < pixels; p++) {
    for (let c = 0; c < 3; c++) {
      const value = RANGES[range](resized[p * channels + (channels === 1 ? 0 : c)]!);
      out[input.channelsFirst ? c * pixels + p : 3 * p + c] = value;
    }
  }
}

async function readModel(file: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new Failure(
        `There is no extractor ${file}: expected an ONNX file, its path relative to the experiment`,
        2,
      );
    }
    throw new Failure(`The extractor ${file} cannot be read: ${(error as Error).message}`, 2);
  }
}

/** Finds out what the model takes. */
function inputOf(file: string, { inputMetadata }: Session): Input {
  const said = inputMetadata.map((input) =>
    input.isTensor ? `${input.name}: ${input.type} [${input.shape.join(", ")}]` : input.name
  ).join("; ");
  const wish =
    "one input of float32 images, [N, 3, height, width] or [N, height, width, 3] with numbers for both sides";
  const [input, ...others] = inputMetadata;
  if (input === undefined || others.length > 0 || !input.isTensor || input.type !== "float32") {
    throw refusal(file, wish, said);
  }
  const [n, a, b, c] = input.shape;
  const isSide = (side: number | string | undefined): side is number => typeof side === "number" && side > 0;
  const batch = isSide(n) ? n : BATCH;
  const { name } = input;
  if (input.shape.length === 4 && a === 3 && isSide(b) && isSide(c)) {
    return { name, batch, height: b, width: c, channelsFirst: true };
  }
  if (input.shape.length === 4 && c === 3 && isSide(a) && isSide(b)) {
    return { name, batch, height: a, width: b, channelsFirst: false };
  }
  throw refusal(file, wish, said);
}

/** The name of the model's only output. */
function outputOf(file: string, { outputMetadata }: Session): string {
  const [output, ...others] = outputMetadata;
  if (output?.isTensor && output.type === "float32" && others.length === 0) return output.name;
  throw refusal(file, "one output of float32, [N, d]", outputMetadata.map(({ name }) => name).join(", "));
}

function refusal(file: string, expected: string, found?: string): Failure {
  return new Failure(
    `The extractor ${file}: expected ${expected}${found === undefined ? "" : `; found ${found}`}`,
    2,
  );
}
