import { unwritable, writeAtomically } from "../checkpoints/atomic_file.ts";
import { Failure } from "../failure.ts";

/** What a line of a metrics file may hold. */
export type MetricValue =
  | number
  | string
  | boolean
  | null
  | readonly MetricValue[]
  | { readonly [key: string]: MetricValue };

/** One line of a metrics file: numbers and names by key, the `step` that they belong to among them. */
export type MetricLine = Readonly<Record<string, MetricValue>>;

/** JSON has no word for these numbers, so they are written as strings. */
const NOT_FINITE: Readonly<Record<string, number>> = { NaN, Infinity, "-Infinity": -Infinity };

/**
 * A file of metrics that only grows, one JSON object per line.
 *
 * Numbers are written with all digits that they need to be read back unchanged; `NaN`, `Infinity` and
 * `-Infinity` as strings of that name. There are no times in it, so two runs of one experiment write the same
 * bytes. Lines are kept in memory until {@linkcode flush}.
 */
export class MetricsFile {
  /** Where the file is. */
  readonly path: string;
  #pending = "";
  #writing: Promise<void> = Promise.resolve();

  /**
   * Begins, or carries on, a file.
   *
   * @param path Where it is; it need not exist yet.
   */
  constructor(path: string) {
    this.path = path;
  }

  /**
   * Adds a line.
   *
   * @param line What to write, keys in the order given.
   */
  append(line: MetricLine): void {
    this.#pending += encodeMetrics(line) + "\n";
  }

  /**
   * Writes the lines added so far to the disk, so that they survive a power cut.
   *
   * Call it before a checkpoint is written: a run that resumes then finds every line up to its checkpoint.
   *
   * @throws {Failure} If they cannot be written.
   */
  flush(): Promise<void> {
    const text = this.#pending;
    this.#pending = "";
    // One write after the other, so that lines keep their order when nobody waits for the first.
    this.#writing = this.#writing.then(() => appendDurably(this.path, text));
    return this.#writing;
  }

  /**
   * Forgets what a resumed run is going to compute again.
   *
   * A last line without its line feed was torn by an interruption and is dropped, and so is a line without a
   * `step`, which belongs to what follows the training.
   *
   * @param step Lines whose `step` is at most this one are kept.
   * @throws {Failure} If a line other than the last is not a JSON object.
   */
  async truncateAfter(step: number): Promise<void> {
    await this.flush();
    const kept = (await readMetrics(this.path)).filter((line) =>
      typeof line.step === "number" && line.step <= step
    );
    await writeAtomically(this.path, kept.map((line) => encodeMetrics(line) + "\n").join(""));
  }
}

/**
 * Reads a metrics file, be it of a run that is still going on.
 *
 * @param path The file.
 * @returns Its lines; a last line without its line feed is left out, and a file that does not exist has none.
 * @throws {Failure} If a line other than the last is not a JSON object.
 */
export async function readMetrics(path: string): Promise<MetricLine[]> {
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
  // What follows the last line feed is either empty or torn.
  return text.split("\n").slice(0, -1).map((line, index) => decodeMetrics(line, `${path}:${index + 1}`));
}

/**
 * Writes a line of metrics, or anything else that has such numbers in it, as JSON.
 *
 * @param line What to write.
 * @returns JSON without a line feed; numbers that are not finite as strings.
 */
export function encodeMetrics(line: object): string {
  return JSON.stringify(
    line,
    (_, value) => typeof value === "number" && !Number.isFinite(value) ? `${value}` : value,
  );
}

/** Reads a line of metrics; `place` names it in the error. */
function decodeMetrics(line: string, place: string): MetricLine {
  try {
    const value: unknown = JSON.parse(
      line,
      (_, value) => typeof value === "string" && Object.hasOwn(NOT_FINITE, value) ? NOT_FINITE[value] : value,
    );
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as MetricLine;
  } catch {
    // Falls through to the failure, which says more than a syntax error would.
  }
  const found = JSON.stringify(line.slice(0, 80));
  throw new Failure(`${place}: expected a JSON object, found ${found}; mend or remove the line`, 2);
}

/** Appends text to a file and waits until it is on the disk. */
async function appendDurably(path: string, text: string): Promise<void> {
  if (text === "") return;
  try {
    using file = await Deno.open(path, { append: true, create: true });
    const bytes = new TextEncoder().encode(text);
    for (let written = 0; written < bytes.length;) written += await file.write(bytes.subarray(written));
    await file.syncData();
  } catch (error) {
    throw unwritable(path, error);
  }
}
