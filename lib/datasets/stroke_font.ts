/** A point of a glyph: to the right of its left edge, and above the line that it stands on. */
export type Point = readonly [x: number, y: number];

/** What a pen draws without being lifted, from one point to the next in straight lines. */
export type Stroke = readonly Point[];

/** The drawing of a character. */
export interface Glyph {
  /** How far its strokes reach to the right. */
  readonly width: number;
  /** Its strokes; those of the space are none. */
  readonly strokes: readonly Stroke[];
}

/** How high capital letters and digits are. */
export const HEIGHT = 6;

/** The pieces of a full turn: its chords stay within 0.3 % of the radius of the circle. */
const PIECES = 48;

/** A line with corners, given by its points. */
function line(...coordinates: number[]): Stroke {
  return Array.from(
    { length: coordinates.length / 2 },
    (_, i) => [coordinates[2 * i]!, coordinates[2 * i + 1]!],
  );
}

/** A part of an upright ellipse; angles are in degrees, anticlockwise from the right. */
function arc(x: number, y: number, radiusX: number, radiusY: number, from = 0, to = 360): Stroke {
  const pieces = Math.ceil(Math.abs(to - from) / 360 * PIECES);
  return Array.from({ length: pieces + 1 }, (_, i) => {
    const angle = (from + (to - from) * i / pieces) * Math.PI / 180;
    return [x + radiusX * Math.cos(angle), y + radiusY * Math.sin(angle)];
  });
}

/** A full stop, large enough to be seen. */
const dot = (x: number, y: number): Stroke => arc(x, y, 0.25, 0.25);

const glyph = (width: number, ...strokes: Stroke[]): Glyph => ({ width, strokes });

/** Every character that can be drawn; small letters look like capitals. */
export const GLYPHS: ReadonlyMap<string, Glyph> = new Map([
  ["A", glyph(4.4, line(0, 0, 2.2, 6, 4.4, 0), line(0.8, 2.2, 3.6, 2.2))],
  [
    "B",
    glyph(
      4,
      line(2, 3.2, 0, 3.2, 0, 0, 2.2, 0),
      arc(2.2, 1.6, 1.8, 1.6, -90, 90),
      line(2.2, 3.2, 2, 3.2),
      line(0, 3.2, 0, 6, 2, 6),
      arc(2, 4.6, 1.6, 1.4, 90, -90),
    ),
  ],
  ["C", glyph(4.2, arc(2.4, 3, 2.4, 3, 45, 315))],
  ["D", glyph(4.2, line(1.6, 0, 0, 0, 0, 6, 1.6, 6), arc(1.6, 3, 2.6, 3, 90, -90))],
  ["E", glyph(3.4, line(3.4, 0, 0, 0, 0, 6, 3.4, 6), line(0, 3.2, 2.8, 3.2))],
  ["F", glyph(3.4, line(0, 0, 0, 6, 3.4, 6), line(0, 3.2, 2.8, 3.2))],
  ["G", glyph(4.5, arc(2.4, 3, 2.4, 3, 45, 330), line(4.478, 1.5, 4.478, 2.8, 2.6, 2.8))],
  ["H", glyph(4, line(0, 0, 0, 6), line(4, 0, 4, 6), line(0, 3.1, 4, 3.1))],
  ["I", glyph(0, line(0, 0, 0, 6))],
  ["J", glyph(3, line(3, 6, 3, 1.5), arc(1.5, 1.5, 1.5, 1.5, 0, -180))],
  ["K", glyph(4, line(0, 0, 0, 6), line(3.8, 6, 0, 2.2), line(1.3, 3.5, 4, 0))],
  ["L", glyph(3.3, line(0, 6, 0, 0, 3.3, 0))],
  ["M", glyph(5, line(0, 0, 0, 6, 2.5, 1.6, 5, 6, 5, 0))],
  ["N", glyph(4.2, line(0, 0, 0, 6, 4.2, 0, 4.2, 6))],
  ["O", glyph(5, arc(2.5, 3, 2.5, 3))],
  ["P", glyph(3.8, line(0, 0, 0, 6, 2.1, 6), arc(2.1, 4.4, 1.7, 1.6, 90, -90), line(2.1, 2.8, 0, 2.8))],
  ["Q", glyph(5, arc(2.5, 3, 2.5, 3), line(3, 1.7, 4.8, -0.4))],
  [
    "R",
    glyph(
      4,
      line(0, 0, 0, 6, 2.1, 6),
      arc(2.1, 4.4, 1.7, 1.6, 90, -90),
      line(2.1, 2.8, 0, 2.8),
      line(2, 2.8, 4, 0),
    ),
  ],
  ["S", glyph(3.6, arc(1.8, 4.55, 1.65, 1.45, 35, 270), arc(1.8, 1.55, 1.8, 1.55, 90, -145))],
  ["T", glyph(4.2, line(0, 6, 4.2, 6), line(2.1, 6, 2.1, 0))],
  ["U", glyph(4.2, line(0, 6, 0, 2.1), arc(2.1, 2.1, 2.1, 2.1, 180, 360), line(4.2, 2.1, 4.2, 6))],
  ["V", glyph(4.4, line(0, 6, 2.2, 0, 4.4, 6))],
  ["W", glyph(6, line(0, 6, 1.5, 0, 3, 5, 4.5, 0, 6, 6))],
  ["X", glyph(4.2, line(0, 0, 4.2, 6), line(0, 6, 4.2, 0))],
  ["Y", glyph(4.2, line(0, 6, 2.1, 2.9, 4.2, 6), line(2.1, 2.9, 2.1, 0))],
  ["Z", glyph(4, line(0, 6, 4, 6, 0, 0, 4, 0))],
  ["0", glyph(3.8, arc(1.9, 3, 1.9, 3))],
  ["1", glyph(1.6, line(0, 4.7, 1.6, 6, 1.6, 0))],
  ["2", glyph(3.6, arc(1.8, 4.2, 1.8, 1.8, 165, -36), line(3.256, 3.142, 0, 0, 3.6, 0))],
  ["3", glyph(3.6, arc(1.75, 4.55, 1.6, 1.45, 145, -90), arc(1.75, 1.55, 1.85, 1.55, 90, -145))],
  ["4", glyph(4, line(3, 0, 3, 6, 0, 1.7, 4, 1.7))],
  ["5", glyph(3.6, line(3.3, 6, 0.5, 6, 0.25, 3.307), arc(1.65, 1.95, 1.95, 1.95, 135.9, -145))],
  ["6", glyph(3.8, arc(1.9, 1.9, 1.9, 1.9), arc(4.6, 1.9, 4.6, 4.4, 180, 111))],
  ["7", glyph(3.6, line(0, 6, 3.6, 6, 1.2, 0))],
  ["8", glyph(3.8, arc(1.9, 4.6, 1.6, 1.4), arc(1.9, 1.6, 1.9, 1.6))],
  ["9", glyph(3.8, arc(1.9, 4.1, 1.9, 1.9), arc(-0.8, 4.1, 4.6, 4.4, 0, -69))],
  [" ", glyph(2)],
  [".", glyph(0.5, dot(0.25, 0.25))],
  [",", glyph(0.6, line(0.6, 0.5, 0, -1))],
  [":", glyph(0.5, dot(0.25, 0.8), dot(0.25, 3.6))],
  [";", glyph(0.6, line(0.6, 0.5, 0, -1), dot(0.35, 3.6))],
  ["!", glyph(0.5, line(0.25, 6, 0.25, 1.6), dot(0.25, 0.25))],
  ["?", glyph(3.2, arc(1.6, 4.4, 1.6, 1.6, 170, -90), line(1.6, 2.8, 1.6, 1.6), dot(1.6, 0.25))],
  ["'", glyph(0, line(0, 6, 0, 4.4))],
  ["-", glyph(2.4, line(0, 2.8, 2.4, 2.8))],
  ["+", glyph(3.2, line(0, 2.8, 3.2, 2.8), line(1.6, 1.2, 1.6, 4.4))],
  ["=", glyph(3.2, line(0, 2, 3.2, 2), line(0, 3.6, 3.2, 3.6))],
  ["/", glyph(2.8, line(0, -0.6, 2.8, 6.6))],
  ["(", glyph(1.3, arc(2.6, 3, 2.6, 4.2, 120, 240))],
  [")", glyph(1.3, arc(-1.3, 3, 2.6, 4.2, 60, -60))],
]);
