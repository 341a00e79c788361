import { createHash } from "node:crypto";
import type { DecodedSplits, ImageSet, Origin } from "../../lib/datasets/image_set.ts";
import type { Logger } from "../../lib/logger.ts";

/** Two classes of images of 1×2 pixels in three colours: three for training, one for testing. */
export const GOOD: DecodedSplits = {
  train: Uint8Array.of(0, 1, 1, 0, 51, 102, 153, 204, 255, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
  test: Uint8Array.of(1, 0, 0, 0, 255, 255, 255),
};

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** An image set as small as can be, from these origins. */
export function fakeSet(...origins: Origin[]): ImageSet {
  return {
    title: "Fake images",
    name: "fake",
    shape: [1, 2, 3],
    classes: ["dark", "light"],
    splits: {
      train: { count: 3, sha256: sha256(GOOD.train) },
      test: { count: 1, sha256: sha256(GOOD.test) },
    },
    origins,
  };
}

/** An origin that does one thing after the other, and counts how often it was asked. */
export function fakeOrigin(
  name: string,
  ...results: (() => DecodedSplits | undefined)[]
): Origin & { calls: number } {
  return {
    name,
    calls: 0,
    advice: (folder) => `ask ${name} about ${folder}`,
    fetch() {
      return new Promise((resolve) => resolve(results[this.calls++]!()));
    },
  };
}

/** A logger that keeps its warnings. */
export function recorder(): Logger & { readonly warnings: string[] } {
  const warnings: string[] = [];
  return { warnings, info() {}, progress() {}, warn: (message) => warnings.push(message) };
}

/** Lends a temporary folder. */
export async function withFolder(fn: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await fn(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
