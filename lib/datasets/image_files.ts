import { basename, dirname, join } from "node:path";
import { nearest } from "../config/nearest.ts";
import { Failure } from "../failure.ts";
import { reason } from "./reason.ts";

/** An image file below a folder. */
export interface ImageFile {
  /** Its path from the folder, with slashes on every platform. */
  readonly path: string;
  /** Its length in bytes. */
  readonly size: number;
  /** When it was last changed, in milliseconds since 1970. */
  readonly modified: number;
}

/** How the names of images end. */
const IMAGE = /\.(png|jpe?g|webp|gif|avif|tiff?)$/i;

/**
 * Lists the images below a folder, however deep.
 *
 * Names that begin with a dot are passed over, since some systems put a `._photo.jpg` that is no image beside a
 * `photo.jpg`. Files may be links; linked folders are not entered, so there is no way round in a circle.
 *
 * @param folder The folder.
 * @returns The files, sorted by the UTF-16 units of their paths.
 * @throws {Failure} If the folder is missing or cannot be read, or there is no image below it.
 */
export async function listImages(folder: string): Promise<ImageFile[]> {
  const paths = (await pathsBelow(folder)).sort();
  if (paths.length === 0) {
    throw new Failure(
      `There is no image below ${folder}: expected files that end in .png, .jpg, .jpeg, .webp, .gif, .avif, .tif ` +
        "or .tiff",
      2,
    );
  }
  return await Promise.all(paths.map(async (path) => {
    try {
      const { size, mtime } = await Deno.stat(join(folder, path));
      return { path, size, modified: mtime?.getTime() ?? 0 };
    } catch {
      // Such as a link that leads nowhere: reading it says why it is no image.
      return { path, size: 0, modified: 0 };
    }
  }));
}

async function pathsBelow(root: string, prefix = ""): Promise<string[]> {
  const folder = join(root, prefix);
  const paths: string[] = [];
  try {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      if (name.startsWith(".")) continue;
      if (isDirectory) paths.push(...await pathsBelow(root, `${prefix}${name}/`));
      else if (IMAGE.test(name)) paths.push(prefix + name);
    }
  } catch (error) {
    if (error instanceof Failure) throw error;
    if (error instanceof Deno.errors.NotFound) throw await missing(folder);
    throw new Failure(`Cannot read the images in ${folder}: expected a folder (${reason(error)})`, 2);
  }
  return paths;
}

/** What to say of a folder that is not there. */
async function missing(folder: string): Promise<Failure> {
  const name = nearest(basename(folder), await foldersIn(dirname(folder)));
  const advice = name === undefined ? "" : `; did you mean \`${name}\`?`;
  return new Failure(`There is no folder ${folder}: expected the folder of the images${advice}`, 2);
}

async function foldersIn(folder: string): Promise<string[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(folder));
    return entries.filter((entry) => entry.isDirectory).map((entry) => entry.name).sort();
  } catch {
    // It only serves to propose names: the caller reports what is wrong.
    return [];
  }
}
