import { join } from "node:path";
import { readIfPresent } from "./cache.ts";
import type { DecodedSplits, Origin } from "./image_set.ts";

/**
 * A file that the user put into the set's folder by hand.
 *
 * @param name Its name.
 * @param advice Where the user gets it, as it follows the name in a sentence.
 * @param decode Decodes the file, given its path for messages.
 */
export function fileByHand(
  name: string,
  advice: string,
  decode: (file: string, bytes: Uint8Array<ArrayBuffer>) => Promise<DecodedSplits>,
): Origin {
  return {
    name: `${name}, put there by hand`,
    advice: (folder) => `put ${name}${advice} into ${folder}`,
    async fetch({ folder, logger }) {
      const file = join(folder, name);
      const bytes = await readIfPresent(file);
      if (bytes === undefined) return undefined;
      logger.info(`Decoding ${file}`);
      return decode(file, bytes);
    },
  };
}
