import { join } from "node:path";
import { Failure } from "../failure.ts";
import { runProgram } from "./run_program.ts";
import { readTar } from "./tar.ts";

/**
 * Fetches a Debian package with `apt-get download`, and reads its files; nothing is installed and none of its
 * scripts run.
 *
 * apt knows the archive and proxy that the machine is set up with, and verifies what it fetches.
 *
 * @param name The package.
 * @param folder An empty folder, where apt puts the file.
 * @param options `signal` ends apt before its time; `programs` are the ones to run.
 * @returns The files by their path, such as `./usr/share/doc/…`.
 * @throws {Failure} If apt cannot be run, or cannot fetch the package.
 * @throws {Corruption} If the package is malformed.
 */
export async function fetchDebianPackage(
  name: string,
  folder: string,
  { signal, programs = { fetch: "apt-get", unpack: "dpkg-deb" } }: {
    readonly signal?: AbortSignal | undefined;
    readonly programs?: { readonly fetch: string; readonly unpack: string };
  } = {},
): Promise<Map<string, Uint8Array>> {
  const what = `Debian package ${name}`;
  await runProgram(["download", "--quiet", name], {
    what,
    title: "apt-get",
    program: programs.fetch,
    folder,
    signal,
  });
  const names = await Array.fromAsync(Deno.readDir(folder), (entry) => entry.name);
  const file = names.find((file) => file.startsWith(`${name}_`) && file.endsWith(".deb"));
  if (file === undefined) throw new Failure(`${what} cannot be fetched: apt-get download leaves no .deb`);
  const tar = await runProgram(["--fsys-tarfile", join(folder, file)], {
    what,
    title: "dpkg-deb",
    program: programs.unpack,
    folder,
    signal,
  });
  return readTar(file, tar);
}
