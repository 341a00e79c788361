import { createHash } from "node:crypto";
import { join } from "node:path";
import { Failure } from "../failure.ts";
import { readIfPresent, writeAtomically } from "./cache.ts";
import type { LoadContext } from "./dataset.ts";
import { decodeImage, type ImageLayout } from "./image_decoding.ts";
import type { ImageFile } from "./image_files.ts";
import { reason } from "./reason.ts";

/** The images below a folder, decoded. */
export interface DecodedFolder {
  /** The files that cannot be decoded, by their paths, and why. */
  readonly damaged: ReadonlyMap<string, string>;
  /** The images of all other files, one after another, from 0 to 255. */
  readonly pixels: Uint8Array;
}

/** Which images, and what is made of them. */
export interface FolderRequest {
  /** The folder. */
  readonly folder: string;
  /** The files below it, sorted. */
  readonly files: readonly ImageFile[];
  /** What each is made into. */
  readonly layout: ImageLayout;
  /** Whether a file that cannot be decoded ends the work. */
  readonly strict: boolean;
}

/** Changes whenever the same files would be decoded to other pixels. */
const VERSION = 1;

/** How many files are open at once. */
const AT_ONCE = 16;

/** The length of a SHA-256, in bytes. */
const HASH = 32;

/**
 * Reads decoded images from the cache, after decoding them if they are not there.
 *
 * An entry belongs to the folder, to the path, the length and the time of every file, and to the layout: a file that
 * is changed, added or removed makes another entry.
 *
 * @param request Which images, and what is made of them.
 * @param context The cache, and who is told.
 * @returns The images; they are the caller's.
 * @throws {Failure} If a file cannot be decoded and that is not to be borne, or the cache cannot be used; with exit
 * code 130 if the signal ended it.
 */
export async function decodedFolder(request: FolderRequest, context: LoadContext): Promise<DecodedFolder> {
  const { folder, files, layout: { height, width, channels, fit }, strict } = request;
  const key = JSON.stringify([
    VERSION,
    folder,
    [height, width, channels, fit],
    files.map(({ path, size, modified }) => [path, size, modified]),
  ]);
  const name = createHash("sha256").update(key).digest("hex");
  const entry = join(context.cache, "datasets", "imageFolder", `${name}.bin`);
  const cached = await readIfPresent(entry);
  if (cached !== undefined) {
    const decoded = unpack(cached);
    if (decoded !== undefined) {
      const [first] = decoded.damaged;
      if (strict && first !== undefined) throw refusal(join(folder, first[0]), first[1]);
      return decoded;
    }
    context.logger.warn(`${entry}: expected what was written there, found other bytes. It is made again`);
  }
  const decoded = await decodeAll(request, context);
  await writeAtomically(entry, pack(decoded));
  return decoded;
}

async function decodeAll(
  { folder, files, layout, strict }: FolderRequest,
  { logger, signal }: LoadContext,
): Promise<DecodedFolder> {
  const length = layout.height * layout.width * layout.channels;
  const pixels = new Uint8Array(files.length * length);
  const damaged = new Map<string, string>();
  let end = 0;
  for (let first = 0; first < files.length; first += AT_ONCE) {
    if (signal?.aborted) throw new Failure("Interrupted while decoding images", 130);
    logger.progress({ stage: "decoding", done: first, total: files.length, unit: "images" });
    const portion = await Promise.all(
      files.slice(first, first + AT_ONCE).map(async ({ path }) => {
        try {
          return { path, image: await decodeImage(await Deno.readFile(join(folder, path)), layout) };
        } catch (error) {
          return { path, why: reason(error) };
        }
      }),
    );
    for (const { path, image, why } of portion) {
      if (image !== undefined) {
        pixels.set(image, end);
        end += length;
      } else if (strict) throw refusal(join(folder, path), why);
      else damaged.set(path, why);
    }
  }
  logger.progress({ stage: "decoding", done: files.length, total: files.length, unit: "images" });
  return { damaged, pixels: pixels.subarray(0, end) };
}

function refusal(file: string, why: string): Failure {
  return new Failure(
    `${file} cannot be decoded (${why}). Replace or remove it, or set strict: false to go on without it`,
    2,
  );
}

/** An entry of the cache: the SHA-256 of the rest, the length of a list in JSON, the list, the pixels. */
function pack({ damaged, pixels }: DecodedFolder): Uint8Array {
  const list = new TextEncoder().encode(JSON.stringify([...damaged]));
  const bytes = new Uint8Array(HASH + 4 + list.length + pixels.length);
  new DataView(bytes.buffer).setUint32(HASH, list.length, true);
  bytes.set(list, HASH + 4);
  bytes.set(pixels, HASH + 4 + list.length);
  bytes.set(createHash("sha256").update(bytes.subarray(HASH)).digest());
  return bytes;
}

/** What was packed; undefined if the bytes are not as they were written. */
function unpack(bytes: Uint8Array<ArrayBuffer>): DecodedFolder | undefined {
  const hash = createHash("sha256").update(bytes.subarray(HASH)).digest();
  if (bytes.length < HASH + 4 || hash.some((byte, i) => byte !== bytes[i])) return undefined;
  const first = HASH + 4 + new DataView(bytes.buffer).getUint32(HASH, true);
  const list = JSON.parse(new TextDecoder().decode(bytes.subarray(HASH + 4, first)));
  return { damaged: new Map(list), pixels: bytes.subarray(first) };
}
