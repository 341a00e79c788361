/** A file of an archive: its path, its bytes and the type flag, `0` unless given. */
export type Entry = readonly [path: string, bytes: Uint8Array, type?: string];

/** Writes a ustar archive; a path longer than 100 characters is divided at its last slash. */
export function tar(entries: readonly Entry[]): Uint8Array<ArrayBuffer> {
  const blocks = entries.flatMap(([path, bytes, type = "0"]) => {
    const padded = new Uint8Array(Math.ceil(bytes.length / 512) * 512);
    padded.set(bytes);
    return [header(path, bytes.length, type), padded];
  });
  const length = blocks.reduce((sum, block) => sum + block.length, 1024);
  const archive = new Uint8Array(length);
  let at = 0;
  for (const block of blocks) {
    archive.set(block, at);
    at += block.length;
  }
  return archive;
}

function header(path: string, size: number, type: string): Uint8Array {
  const block = new Uint8Array(512);
  const write = (text: string, at: number) => block.set(new TextEncoder().encode(text), at);
  const slash = path.length > 100 ? path.lastIndexOf("/") : -1;
  write(path.slice(slash + 1), 0);
  if (slash > 0) write(path.slice(0, slash), 345);
  write(`${size.toString(8).padStart(11, "0")}\0`, 124);
  write(type, 156);
  write("ustar\0", 257);
  write(" ".repeat(8), 148);
  const sum = block.reduce((total, byte) => total + byte, 0);
  write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}
