import { join } from "node:path";
import type { LearnedClassifier, RunDirectory } from "../../mod.ts";
import { print } from "./print.ts";

/** Says where a run is, and what to look at first. */
export async function printRun({ path, samples }: RunDirectory, json: boolean): Promise<void> {
  const look = await firstLook(samples);
  print(
    json
      ? JSON.stringify({ type: "done", run: path, samples: look })
      : `The run is in ${path}\nLook at ${look}`,
  );
}

/** Says where new samples are, and what to look at first. */
export async function printSamples(folder: string, json: boolean): Promise<void> {
  const look = await firstLook(folder);
  print(
    json
      ? JSON.stringify({ type: "done", folder, samples: look })
      : `The samples are in ${folder}\nLook at ${look}`,
  );
}

/** Says where what was measured is. */
export function printEvaluation(folder: string, json: boolean): void {
  const metrics = join(folder, "metrics.jsonl");
  print(json ? JSON.stringify({ type: "done", folder, metrics }) : `The results are in ${metrics}`);
}

/** Says how good a classifier is, and where it is. */
export function printClassifier({ isKnown, ...learned }: LearnedClassifier, json: boolean): void {
  const { dataset, file, hash, steps, testAccuracy, testImages } = learned;
  const accuracy = `${(100 * testAccuracy).toFixed(2)} % of ${testImages} test images`;
  print(
    json
      ? JSON.stringify({ type: "done", ...learned, isKnown })
      : `The classifier of ${dataset}, ${hash}, reads ${accuracy} right after ${steps} steps\n` +
        `It ${isKnown ? "was there already" : "is kept"}, in ${file}`,
  );
}

/** The picture in a folder of samples; the numbers where samples are nothing that can be drawn. */
async function firstLook(folder: string): Promise<string> {
  const picture = join(folder, "samples.png");
  try {
    await Deno.stat(picture);
    return picture;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return join(folder, "samples.safetensors");
  }
}
