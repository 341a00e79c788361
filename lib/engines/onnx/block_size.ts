import { Graph } from "./graph.ts";
import { NCHWC } from "./layout.ts";
import { modelFile } from "./model_file.ts";
import { openSession } from "./session.ts";

const CANDIDATES = [16, 8] as const;

let probed: Promise<number> | undefined;

/** Whether the runtime lays a tensor of `2·block` channels out in blocks of `block`. */
async function laysOutIn(block: number): Promise<boolean> {
  const channels = 2 * block;
  const graph = new Graph();
  const shape = [1, channels, 1, 2];
  const image = graph.input("image", shape);
  const reordered = graph.add(`${NCHWC}/ReorderInput`, [image], { channels_last: 0 });
  graph.output("memory", shape, graph.add("Reshape", [reordered, graph.integers(...shape)]));
  const program = await openSession(modelFile(graph), { image: shape }, { threads: 1 });
  const { memory } = await program.run({ image: Float32Array.from({ length: 2 * channels }, (_, i) => i) });
  await program.dispose();
  // channel c, column w must be found at [c / block, w, c % block]
  return memory!.every((value, at) => {
    const [outer, column, inner] = [Math.floor(at / (2 * block)), Math.floor(at / block) % 2, at % block];
    return value === 2 * (outer * block + inner) + column;
  });
}

/**
 * The channel block of the runtime's blocked layout on this machine: 16 with AVX-512, 8 with AVX2, 0 where it
 * has no blocked operators.
 *
 * It is measured, by reordering a known tensor, since the runtime does not tell.
 */
export function blockSize(): Promise<number> {
  return probed ??= (async () => {
    for (const block of CANDIDATES) {
      if (await laysOutIn(block).catch(() => false)) return block;
    }
    return 0;
  })();
}
