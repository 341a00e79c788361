import { type Document, isAlias, isMap, isPair, isScalar, isSeq, type LineCounter, type Range } from "yaml";
import { type Complaint, type Problem, problemAt } from "./config_error.ts";
import type { Place, Source } from "./place.ts";
import type { Entry, MapNode, Node } from "./tree.ts";

/** Aliases may repeat parts of a file, but not blow it up: no experiment has this many values. */
const MOST_NODES = 10_000;

/** Deeper than any experiment, and far from the end of the stack. */
const DEEPEST = 64;

/** Turns the parser's nodes into a tree, noting every fault on the way. */
export class TreeBuilder {
  /** What is wrong so far. */
  readonly problems: Problem[] = [];
  readonly #document: Document.Parsed;
  readonly #lines: LineCounter;
  readonly #source: Source;
  #count = 0;
  #isTooMuch = false;

  /**
   * Starts with nothing built.
   *
   * @param document What the parser made of the text.
   * @param lines The starts of its lines, as the parser noted them.
   * @param source The text.
   */
  constructor(document: Document.Parsed, lines: LineCounter, source: Source) {
    this.#document = document;
    this.#lines = lines;
    this.#source = source;
  }

  /** The place of a stretch of text; what goes on after the end of the line is not marked. */
  place(start: number, end: number): Place {
    const { line, col } = this.#lines.linePos(start);
    const longest = (this.#source.lines[line - 1] ?? "").trimEnd().length - col + 1;
    return { source: this.#source, line, col, length: Math.max(1, Math.min(end - start, longest)) };
  }

  /** Notes a fault. */
  complain(place: Place, complaint: Complaint): void {
    this.problems.push(problemAt(place, complaint));
  }

  /** Converts a node; `parent` is its place if it has none of its own, as an empty value has not. */
  node(node: unknown, path: string, parent: Place, depth = 0): Node {
    const range = (node as { range?: Range | null } | null)?.range;
    const place = range ? this.place(range[0], range[1]) : parent;
    const empty: Node = { kind: "scalar", value: null, place };
    if (this.#isTooMuch) return empty;
    if (++this.#count > MOST_NODES || depth > DEEPEST) {
      // Once is enough, and the rest is skipped: it may be endless.
      this.#isTooMuch = true;
      const rule = depth > DEEPEST
        ? `expected at most ${DEEPEST} levels of nesting`
        : `expected at most ${MOST_NODES} values, those that aliases repeat included`;
      this.complain(place, { path: "", rule });
      return empty;
    }
    if (isAlias(node)) {
      const target = node.resolve(this.#document);
      if (target) return this.node(target, path, place, depth + 1);
      this.complain(place, {
        path,
        rule: "expected the alias of an anchor above",
        found: `\`*${node.source}\``,
      });
      return empty;
    }
    if (isMap(node)) return this.#map(node.items, path, place, depth);
    if (isSeq(node)) {
      const items = node.items.map((item, i) => this.node(item, `${path}[${i}]`, place, depth + 1));
      return { kind: "list", items, place };
    }
    if (!isScalar(node)) return empty;
    const { value } = node;
    const known = value === null || ["string", "number", "boolean"].includes(typeof value);
    return known ? { kind: "scalar", value: value as string | number | boolean | null, place } : empty;
  }

  #map(items: readonly unknown[], path: string, place: Place, depth: number): MapNode {
    const entries = new Map<string, Entry>();
    for (const pair of items.filter(isPair)) {
      const range = (pair.key as { range?: Range | null } | null)?.range;
      const key = range ? this.place(range[0], range[1]) : place;
      if (!isScalar(pair.key) || pair.key.value === null) {
        this.complain(key, { path, rule: "expected a plain word as the key" });
        continue;
      }
      const name = String(pair.key.value);
      const inner = path ? `${path}.${name}` : name;
      const first = entries.get(name);
      if (first) {
        this.complain(key, {
          path: inner,
          rule: `key \`${name}\` is here twice; the first is on line ${first.key.line}`,
        });
      } else entries.set(name, { key, value: this.node(pair.value, inner, key, depth + 1) });
    }
    return { kind: "map", entries, place };
  }
}
