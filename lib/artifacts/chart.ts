import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";

/** One entry of a chart's legend. */
export interface LegendEntry {
  /** What the marks show. */
  readonly name: string;
  /** The colour of the marks, as CSS. */
  readonly color: string;
  /** Whether the marks stand back behind others; not so unless given. */
  readonly faint?: boolean;
}

/** What {@linkcode drawChart} adds to the marks. */
export interface ChartOptions {
  /** What the chart shows, at its top. */
  readonly title: string;
  /** The width in pixels, 720 unless given. */
  readonly width?: number;
  /** The height in pixels, 400 unless given. */
  readonly height?: number;
  /** The legend, below the title; none for a single kind of mark. */
  readonly legend?: readonly LegendEntry[];
  /** What Observable Plot needs to know: marks and scales. */
  readonly plot: Plot.PlotOptions;
}

/** The part of the document model that drawing needs; the type libraries of a server do not declare it. */
interface Node {
  textContent: string;
  setAttribute(name: string, value: string): void;
  append(...nodes: Node[]): void;
}

/** A window with a document to draw in. */
interface DrawingWindow {
  readonly document: { createElementNS(namespace: string, name: string): Node };
}

/** Colours of series that stay apart for colour-blind readers. */
export const SERIES_COLORS: readonly string[] = [
  "#2563eb",
  "#e8590c",
  "#2b8a3e",
  "#9c36b5",
  "#c2255c",
  "#0b7285",
  "#a17c00",
];

/** The colour of data points beside samples. */
export const DATA_COLOR = "#94a3b8";

const TEXT_COLOR = "#1f2937";
const MARGIN_LEFT = 64;

/**
 * Draws a chart as a stand-alone SVG document: white background, title, legend, no script.
 *
 * @param options Title, size, legend and what Observable Plot is given.
 * @returns The SVG, the same for the same options.
 */
export function drawChart(options: ChartOptions): string {
  const { title, width = 720, height = 400, legend = [], plot } = options;
  const { document } = parseHTML("<html><body></body></html>") as
    & ReturnType<typeof parseHTML>
    & DrawingWindow;
  const svg = Plot.plot({
    document,
    width,
    height,
    marginLeft: MARGIN_LEFT,
    marginRight: 24,
    marginTop: legend.length > 0 ? 72 : 52,
    marginBottom: 48,
    className: "chart",
    style: { fontSize: "12px", color: TEXT_COLOR, background: "white" },
    ...plot,
  });
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  svg.setAttribute("role", "img");

  const element = (
    name: string,
    attributes: Readonly<Record<string, string | number>>,
    text: string,
  ): Node => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, `${value}`);
    made.textContent = text;
    return made;
  };
  const heading = { x: MARGIN_LEFT, y: 26, "font-size": 16, "font-weight": 600, "text-anchor": "start" };
  const names = element("text", { x: MARGIN_LEFT, y: 47, "text-anchor": "start" }, "");
  for (const [index, { name, color, faint = false }] of legend.entries()) {
    names.append(
      element(
        "tspan",
        { fill: color, "fill-opacity": faint ? 0.55 : 1, dx: index === 0 ? 0 : 16 },
        `● ${name}`,
      ),
    );
  }
  // The rectangle makes the background white where the style of the root element does not count.
  svg.prepend(
    element("title", {}, title),
    element("rect", { width: "100%", height: "100%", fill: "white" }, ""),
  );
  svg.append(element("text", heading, title), names);
  return roundCoordinates(svg.outerHTML) + "\n";
}

/** Shortens coordinates to a hundredth of a pixel: nobody sees the other digits, and files shrink by half. */
function roundCoordinates(svg: string): string {
  return svg.replaceAll(
    /( (?:d|transform|cx|cy|x|y|x1|x2|y1|y2)=")([^"]*)"/g,
    (_, name: string, value: string) =>
      `${name}${value.replaceAll(/-?\d+\.\d{3,}/g, (number) => `${Number(Number(number).toFixed(2))}`)}"`,
  );
}
