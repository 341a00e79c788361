/** An import of one file by another. */
export interface Edge {
  /** The imported file. */
  readonly target: string;
  /** The line of the import. */
  readonly line: number;
}

/** A chain of imports that comes back to where it began. */
export interface Cycle {
  /** The file whose import closes the circle. */
  readonly path: string;
  /** The line of that import. */
  readonly line: number;
  /** The files in order, the first one again at the end. */
  readonly circle: readonly string[];
}

/**
 * Finds circles, depth first, each edge once: at least one in every group of files that reach each other.
 *
 * @param edges The imports of every file, by its path.
 * @returns The circles; none exactly when the imports have an order.
 */
export function cyclesOf(edges: ReadonlyMap<string, readonly Edge[]>): Cycle[] {
  const finished = new Set<string>();
  const found: Cycle[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (finished.has(path)) return;
    const here = [...trail, path];
    for (const { target, line } of edges.get(path) ?? []) {
      const start = here.indexOf(target);
      if (start < 0) visit(target, here);
      else found.push({ path, line, circle: [...here.slice(start), target] });
    }
    finished.add(path);
  };
  for (const path of edges.keys()) visit(path, []);
  return found;
}
