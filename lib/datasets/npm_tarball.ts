import { createHash } from "node:crypto";
import { join } from "node:path";
import { Failure } from "../failure.ts";
import { readIfPresent } from "./cache.ts";
import { Corruption } from "./corruption.ts";
import { runProgram } from "./run_program.ts";

/** One version of an npm package. */
export interface NpmPackage {
  /** Its name, without a scope. */
  readonly name: string;
  /** The exact version. */
  readonly version: string;
  /** The tarball's SHA-512 in base64, after `sha512-`, as the registry publishes it. */
  readonly integrity: string;
}

/** The file name that `npm pack` gives to a package. */
export function tarballName({ name, version }: NpmPackage): string {
  return `${name}-${version}.tgz`;
}

/**
 * Fetches a package's tarball with `npm pack`; nothing is installed and none of its code runs.
 *
 * npm knows the registry, proxy and credentials that the user has set up, so this needs no address.
 *
 * @param wanted The package.
 * @param folder Where npm puts the file.
 * @param options `signal` ends npm before its time; `program` is the npm to run.
 * @returns The tarball.
 * @throws {Failure} If npm cannot be run, or cannot fetch the package.
 * @throws {Corruption} If the tarball is not the pinned one.
 */
export async function fetchNpmTarball(
  wanted: NpmPackage,
  folder: string,
  { signal, program = Deno.build.os === "windows" ? "npm.cmd" : "npm" }: {
    readonly signal?: AbortSignal | undefined;
    readonly program?: string;
  } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const what = `npm package ${wanted.name}@${wanted.version}`;
  const args = [
    "pack",
    `${wanted.name}@${wanted.version}`,
    "--ignore-scripts",
    "--silent",
    "--fetch-retries=1",
  ];
  await runProgram(args, { what, title: "npm", program, folder, signal });
  const bytes = await readIfPresent(join(folder, tarballName(wanted)));
  if (bytes === undefined) {
    throw new Failure(`${what} cannot be fetched: npm pack leaves no ${tarballName(wanted)}`);
  }
  checkIntegrity(what, bytes, wanted.integrity);
  return bytes;
}

/**
 * Compares a file with its pinned SHA-512.
 *
 * @throws {Corruption} If they differ.
 */
export function checkIntegrity(file: string, bytes: Uint8Array, integrity: string): void {
  const found = `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
  if (found !== integrity) throw new Corruption(file, integrity, found);
}
