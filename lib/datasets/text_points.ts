import { z } from "zod";
import type { Component } from "../component.ts";
import type { Dataset } from "./dataset.ts";
import { pointDataset, size } from "./points.ts";
import { GLYPHS, HEIGHT, type Point, type Stroke } from "./stroke_font.ts";

const options = z.strictObject({
  text: z.string().min(1).max(1000).default("flow")
    .describe("what is written; small letters look like capitals, and \\n begins a new line"),
  size,
  noise: z.number().min(0).max(1).default(0.02)
    .describe("standard deviation of the Gaussian noise on each coordinate"),
});

/** Between two characters and between two lines, where a capital letter is {@linkcode HEIGHT} high. */
const SPACING = { characters: 1.8, lines: 3.4 };

/** What the longer side of the drawing is brought to: it reaches from −2 to 2. */
const EXTENT = 4;

/** A straight piece of a drawing. */
interface Segment {
  readonly from: Point;
  readonly to: Point;
  /** The length of all segments up to the end of this one. */
  readonly end: number;
}

/**
 * A text, written with strokes of a pen and blurred.
 *
 * Points are uniform along the length of all strokes; noise is added to both coordinates. Without it the drawing is
 * centred and its longer side, in general its width, reaches from −2 to 2; lines are centred below each other.
 */
export const textPoints: Component<Dataset, z.output<typeof options>> = {
  summary: "a text of your own, written in the plane",
  formula: "uniform along the strokes of the letters, plus noise",
  options,
  create({ text, size, noise }) {
    const segments = drawText(text);
    const length = segments.at(-1)!.end;
    return pointDataset({
      name: "textPoints",
      options: { text, size, noise },
      size,
      classes: [],
      draw(out, draws) {
        const along = draws.uniform() * length;
        const { from, to, end } = segments[segmentAt(segments, along)]!;
        const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
        // How much of the segment is left, as a part of it.
        const left = (end - along) / Math.hypot(dx, dy);
        out[0] = to[0] - left * dx + noise * draws.normal();
        out[1] = to[1] - left * dy + noise * draws.normal();
      },
    });
  },
};

/**
 * The strokes of a text, centred and brought to their extent, as segments in the order of writing.
 *
 * @throws {RangeError} If it has a character without a glyph, or nothing to draw.
 */
function drawText(text: string): Segment[] {
  const strokes = text.toUpperCase().split("\n").flatMap((line, row) =>
    drawLine(line, -row * (HEIGHT + SPACING.lines))
  );
  if (strokes.length === 0) {
    throw new RangeError("Cannot draw a text of spaces: expected a letter or another mark");
  }
  const points = strokes.flat();
  const [left, right] = range(points.map(([x]) => x));
  const [bottom, top] = range(points.map(([, y]) => y));
  const scale = EXTENT / Math.max(right - left, top - bottom);
  const place = (
    [x, y]: Point,
  ): Point => [scale * (x - (left + right) / 2), scale * (y - (bottom + top) / 2)];

  const segments: Segment[] = [];
  let end = 0;
  for (const stroke of strokes) {
    for (let i = 1; i < stroke.length; i++) {
      const [from, to] = [place(stroke[i - 1]!), place(stroke[i]!)];
      end += Math.hypot(to[0] - from[0], to[1] - from[1]);
      segments.push({ from, to, end });
    }
  }
  return segments;
}

/** The strokes of a line that stands at a height, half of it to the left of 0. */
function drawLine(line: string, height: number): Stroke[] {
  const glyphs = [...line].map((character) => {
    const glyph = GLYPHS.get(character);
    if (glyph !== undefined) return glyph;
    throw new RangeError(
      `Cannot draw the character "${character}": expected letters from A to Z, digits, spaces or ` +
        [...GLYPHS.keys()].filter((known) => !/[A-Z0-9 ]/.test(known)).join(" "),
    );
  });
  let x = -(glyphs.reduce((sum, { width }) => sum + width + SPACING.characters, 0) - SPACING.characters) / 2;
  return glyphs.flatMap(({ width, strokes }) => {
    const start = x;
    x += width + SPACING.characters;
    return strokes.map((stroke) => stroke.map(([dx, dy]): Point => [start + dx, height + dy]));
  });
}

function range(values: readonly number[]): [least: number, greatest: number] {
  return [
    values.reduce((least, value) => Math.min(least, value)),
    values.reduce((greatest, value) => Math.max(greatest, value)),
  ];
}

/** The first segment that ends beyond a length; bisection. */
function segmentAt(segments: readonly Segment[], along: number): number {
  let [low, high] = [0, segments.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (segments[middle]!.end > along) high = middle;
    else low = middle + 1;
  }
  return low;
}
