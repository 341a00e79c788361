import { DOMParser } from "linkedom";
import { lineChart } from "../../lib/artifacts/line_chart.ts";
import { lossCurve } from "../../lib/artifacts/loss_curve.ts";
import { scatterChart } from "../../lib/artifacts/scatter_chart.ts";
import { trajectoryChart } from "../../lib/artifacts/trajectory_chart.ts";
import { assertAllClose, assertClose, assertEquals, assertFails, assertTrue } from "../support/assert.ts";

/** What of an element the tests look at. */
interface SvgElement {
  readonly textContent: string;
  getAttribute(name: string): string | null;
  querySelectorAll(selector: string): Iterable<SvgElement>;
}

/** Parses an SVG, and fails unless it can stand alone: opened and closed properly, on white, without a script. */
function parse(svg: string): SvgElement {
  // Every tag that is opened is closed in its turn; attributes are quoted and hold no bare < or &.
  const open: string[] = [];
  const tags = svg.matchAll(/<(\/?)([\w:]+)((?: [\w:-]+="[^"<]*")*) ?(\/?)>/g);
  let end = 0;
  for (const { index, 0: { length }, 1: closing, 2: name, 4: empty } of tags) {
    assertTrue(!svg.slice(end, index).includes("<"), `a stray < before ${svg.slice(index, index + 40)}`);
    end = index + length;
    if (closing) assertEquals(open.pop(), name);
    else if (!empty) open.push(name!);
  }
  assertEquals(open, []);
  assertTrue(!/&(?!amp;|lt;|gt;|quot;|#\d+;)/.test(svg), "a bare ampersand");
  assertTrue(!svg.includes("<script"));
  assertTrue(!svg.includes("NaN") && !svg.includes("undefined"));
  const root = new DOMParser().parseFromString(svg, "image/svg+xml") as unknown as {
    documentElement: SvgElement;
  };
  assertEquals(root.documentElement.getAttribute("xmlns"), "http://www.w3.org/2000/svg");
  assertEquals([...root.documentElement.querySelectorAll("rect")][0]!.getAttribute("fill"), "white");
  return root.documentElement;
}

/** The lines of a chart: the path of every stroke, without axes. */
function lines(svg: string): { points: number[][]; opacity: number }[] {
  return [...parse(svg).querySelectorAll('[aria-label="line"]')].flatMap((group) =>
    [...group.querySelectorAll("path")].map((path) => ({
      points: [...path.getAttribute("d")!.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map((m) => [+m[1]!, +m[2]!]),
      opacity: Number(group.getAttribute("stroke-opacity") ?? 1),
    }))
  );
}

const labels = { title: "T", xLabel: "x", yLabel: "y" };

Deno.test("a line goes through its points: affine on linear axes", () => {
  const svg = lineChart({ ...labels, series: [{ name: "a", points: [[0, 0], [1, 4], [3, 10]] }] });
  const [line] = lines(svg);
  assertEquals(line!.points.length, 3);
  const [[x0, y0], [x1, y1], [x2, y2]] = line!.points as [number[], number[], number[]];
  // Coordinates are written to a hundredth of a pixel; three of them add up.
  assertClose((x1! - x0!) / (x2! - x0!), 1 / 3, 1e-3);
  assertClose((y1! - y0!) / (y2! - y0!), 0.4, 1e-3);
  assertTrue(x2! > x0! && y2! < y0!, "larger values are to the right and above");
});

Deno.test("equal ratios have equal heights on a logarithmic axis, and what is not positive breaks the line", () => {
  const points = [[0, 1], [1, 10], [2, 100], [3, -1], [4, 1], [5, 2]] as const;
  const [line] = lines(lineChart({ ...labels, logY: true, series: [{ name: "a", points }] }));
  assertEquals(line!.points.length, 5);
  const heights = line!.points.map(([, y]) => y!);
  assertClose(heights[0]! - heights[1]!, heights[1]! - heights[2]!, 0.02);
  const tickLabels = parse(
    lineChart({ ...labels, logY: true, series: [{ name: "a", points: [[0, 0.01], [1, 1]] }] }),
  )
    .querySelectorAll('[aria-label="y-axis tick label"] text');
  assertTrue([...tickLabels].some(({ textContent }) => textContent === "0.1"), "no SI prefixes");
});

Deno.test("values that are not finite break a line instead of the picture", () => {
  const points = [[0, 1], [1, NaN], [2, 3], [3, Infinity], [4, 5], [5, 6]] as const;
  assertEquals(lines(lineChart({ ...labels, series: [{ name: "a", points }] }))[0]!.points.length, 4);
  parse(lineChart({ ...labels, series: [{ name: "a", points: [[0, NaN]] }] }));
  parse(lineChart({ ...labels, series: [] }));
});

Deno.test("several series have several colours and a legend; one has none", () => {
  const points = [[0, 0], [1, 1]] as const;
  const legend = (count: number): string[] => {
    const series = Array.from({ length: count }, (_, i) => ({ name: `s${i}`, points }));
    return [...parse(lineChart({ ...labels, series })).querySelectorAll("tspan")].map((entry) =>
      `${entry.textContent} ${entry.getAttribute("fill")}`
    );
  };
  assertEquals(legend(1), []);
  assertEquals(legend(3).map((entry) => entry.split(" ")[1]), ["s0", "s1", "s2"]);
  assertEquals(new Set(legend(3).map((entry) => entry.split(" ")[2])).size, 3);
});

Deno.test("equal ratios have equal widths on a logarithmic axis, and what is not positive is not drawn", () => {
  const points = [[0, 1], [1, 1], [10, 10], [100, 100], [-1, 5]] as const;
  const svg = lineChart({ ...labels, logX: true, logY: true, series: [{ name: "a", points }] });
  const [line] = lines(svg);
  assertEquals(line!.points.length, 3);
  const [[x0, y0], [x1, y1], [x2, y2]] = line!.points as [number[], number[], number[]];
  assertClose(x1! - x0!, x2! - x1!, 0.02);
  assertClose(y1! - y0!, y2! - y1!, 0.02);
  const tickLabels = [...parse(svg).querySelectorAll('[aria-label="x-axis tick label"] text')];
  assertTrue(tickLabels.some(({ textContent }) => textContent === "10"), "plain numbers");
});

Deno.test("small numbers on a logarithmic axis are short, so that they do not meet the label", () => {
  const svg = lineChart({ ...labels, logY: true, series: [{ name: "a", points: [[0, 1e-6], [1, 1]] }] });
  const tickLabels = [...parse(svg).querySelectorAll('[aria-label="y-axis tick label"] text')];
  const texts = tickLabels.map(({ textContent }) => textContent).filter((text) => text !== "");
  assertTrue(texts.includes("1e-5") && texts.every(({ length }) => length <= 4), texts.join(" "));
});

Deno.test("twenty lines with markers differ in two ways each, as the legend beside them shows", () => {
  const series = Array.from({ length: 20 }, (_, i) => ({
    name: `solver${i}`,
    points: [[1, i + 1], [2, NaN], [4, 2 * i + 2]] as const,
  }));
  const root = parse(lineChart({ ...labels, logX: true, logY: true, series }));
  const all = (label: string, of: string) =>
    [...root.querySelectorAll(`[aria-label="${label}"]`)].map((group) => ({
      color: group.getAttribute("stroke") ?? group.getAttribute("fill"),
      dash: group.getAttribute("stroke-dasharray") ?? "none",
      shapes: [...group.querySelectorAll(of)].map((shape) => shape.getAttribute("d")),
    }));
  const drawn = all("line", "path");
  assertEquals(new Set(drawn.map(({ color, dash }) => `${color} ${dash}`)).size, 20);
  // Each line has a marker at each point that is a number, and then its legend has a piece of it and its marker.
  const dots = all("dot", "path, circle");
  assertEquals(dots.map(({ shapes }) => shapes.length), [...new Array(20).fill(2), ...new Array(20).fill(1)]);
  assertEquals(new Set(dots.slice(0, 20).map(({ color, shapes }) => `${color} ${shapes[0]}`)).size, 20);
  const pieces = all("vector", "path");
  assertEquals(pieces.map(({ color, dash }) => [color, dash]), drawn.map(({ color, dash }) => [color, dash]));
  const [keys, marks] = [dots.slice(20), dots.slice(0, 20)];
  assertEquals(
    keys.map(({ color, shapes }) => [color, shapes[0]]),
    marks.map(({ color, shapes }) => [color, shapes[0]]),
  );
  const names = [...root.querySelectorAll('[aria-label="text"] text')].map(({ textContent }) => textContent);
  assertEquals(names, series.map(({ name }) => name));
  assertEquals([...root.querySelectorAll("tspan")].length, 0);
});

Deno.test("titles and names may hold what XML reserves", () => {
  const title = 'loss & "time" <0.5>';
  const root = parse(
    lineChart({ ...labels, title, series: [{ name: "a<b", points: [] }, { name: "c&d", points: [] }] }),
  );
  assertEquals([...root.querySelectorAll("title")][0]!.textContent, title);
  assertEquals([...root.querySelectorAll("tspan")].map(({ textContent }) => textContent), ["● a<b", "● c&d"]);
});

Deno.test("the loss is drawn as logged, faintly, and as its running mean", () => {
  // The mean of alternating 1 and 3 over an odd window is within 1/window of 2.
  const metrics = Array.from({ length: 200 }, (_, i) => ({ step: i, loss: i % 2 === 0 ? 1 : 3 }));
  const [raw, smooth, ...more] = lines(lossCurve(metrics));
  assertEquals(more, []);
  assertTrue(raw!.opacity < 0.5 && smooth!.opacity === 1);
  assertEquals([raw!.points.length, smooth!.points.length], [200, 200]);
  const rawHeights = raw!.points.map(([, y]) => y!);
  const [low, high] = [Math.max(...rawHeights), Math.min(...rawHeights)];
  for (const [, y] of smooth!.points.slice(5, -5)) {
    // 11 losses of which 6 are equal have the mean 2 ± 1/11; heights are rounded to 0.01.
    assertClose((low - y!) / (low - high), 0.5, 0.5 / 11 + 1e-3);
  }
});

Deno.test("lines without a loss do not count, few losses are one strong line, and many are thinned out", () => {
  const few = Array.from({ length: 10 }, (_, i) => ({ step: i, loss: 1 / (i + 1) }));
  const [line, ...more] = lines(lossCurve([...few, { step: 10, metric: "x", value: 3 }]));
  assertEquals([line!.points.length, line!.opacity, more.length], [10, 1, 0]);
  const many = lossCurve(Array.from({ length: 40_000 }, (_, i) => ({ step: i, loss: 1 / (i + 1) })));
  for (const { points } of lines(many)) assertTrue(points.length > 1000 && points.length <= 1500);
  assertTrue(many.length < 100_000);
});

Deno.test("the loss on held-out examples is a curve of its own, beside few losses and beside many", () => {
  for (const [count, curves] of [[10, 1], [200, 2]] as const) {
    const trained = Array.from({ length: count }, (_, i) => ({ step: i + 1, loss: 1 }));
    const heldOut = [{ step: 2, validationLoss: 2 }, { step: 5, validationLoss: 3 }, {
      step: count,
      validationLoss: 1,
    }];
    const found = lines(lossCurve([...trained, ...heldOut]));
    assertEquals(found.length, curves + 1);
    assertEquals([found.at(-1)!.points.length, found.at(-1)!.opacity], [3, 1]);
    // It ends where the other curve does, and is above it before.
    assertEquals(found.at(-1)!.points[2], found.at(-2)!.points.at(-1));
    assertTrue(found.at(-1)!.points[1]![1]! < found.at(-2)!.points[0]![1]!);
  }
});

Deno.test("a loss that diverges is still drawn", () => {
  const metrics = Array.from({ length: 100 }, (_, i) => ({ step: i, loss: i < 60 ? 1 + i : NaN }));
  assertEquals(lines(lossCurve(metrics))[0]!.points.length, 60);
  parse(lossCurve(metrics.map(({ step }) => ({ step, loss: NaN }))));
  parse(lossCurve([]));
});

/** `n` points on the unit circle. */
function circle(n: number): Float32Array {
  return Float32Array.from({ length: 2 * n }, (_, i) => {
    const angle = 2 * Math.PI * Math.floor(i / 2) / n;
    return i % 2 === 0 ? Math.cos(angle) : Math.sin(angle);
  });
}

/** The dots of each set of a chart. */
function dots(svg: string): number[][][] {
  return [...parse(svg).querySelectorAll('[aria-label="dot"]')].map((group) =>
    [...group.querySelectorAll("circle")].map((
      dot,
    ) => [Number(dot.getAttribute("cx")), Number(dot.getAttribute("cy"))])
  );
}

Deno.test("a scatter chart has a dot for every sample and every data point, with equal units on both axes", () => {
  const [data, samples] = dots(scatterChart(circle(100), { title: "T", reference: circle(80) }));
  assertEquals([data!.length, samples!.length], [80, 100]);
  const width = Math.max(...samples!.map(([x]) => x!)) - Math.min(...samples!.map(([x]) => x!));
  const height = Math.max(...samples!.map(([, y]) => y!)) - Math.min(...samples!.map(([, y]) => y!));
  assertClose(width, height, 0.02);
});

Deno.test("large sets are thinned out evenly, even when they go through their clusters in turn", () => {
  // Four clusters in turn, so that every fourth point is in the same one.
  const corners = [[-1, -1], [-1, 1], [1, -1], [1, 1]].flat();
  const points = Float32Array.from({ length: 2 * 40_000 }, (_, i) => corners[i % 8]!);
  const svg = scatterChart(points, { title: "T", reference: points, limit: 1000 });
  assertTrue(svg.length < 500_000);
  for (const set of dots(svg)) {
    assertEquals(set.length, 1000);
    const counts = Object.values(Object.groupBy(set, (place) => `${place}`)).map((places) => places!.length);
    assertAllClose(counts, [250, 250, 250, 250], 1);
  }
});

Deno.test("points that are not finite or outside the window have no dot", () => {
  const extent = { centre: [0, 0], halfSide: 1 } as const;
  const [samples] = dots(
    scatterChart(Float32Array.of(0, 0, NaN, 0, 5, 0, 0, -Infinity), { title: "T", extent }),
  );
  assertEquals(samples!.length, 1);
  parse(scatterChart(new Float32Array(0), { title: "T" }));
});

Deno.test("a trajectory goes through every state, from its grey dot to its blue one", () => {
  const states = [0, 0.5, 1].map((t) => circle(6).map((x) => (1 + t) * x));
  const svg = trajectoryChart(states, { title: "T" });
  const ways = lines(svg);
  const [start, end] = dots(svg);
  assertEquals(ways.map(({ points }) => points.length), new Array(6).fill(3));
  for (const [index, { points }] of ways.entries()) {
    assertEquals(points[0], start![index]);
    assertEquals(points[2], end![index]);
    // On the straight way, the middle state is in the middle up to rounding.
    for (const axis of [0, 1]) {
      assertClose(points[1]![axis]!, (points[0]![axis]! + points[2]![axis]!) / 2, 0.02);
    }
  }
});

Deno.test("trajectories of one state, or of states that do not belong together, are refused", async () => {
  await assertFails(() => trajectoryChart([circle(3)], { title: "T" }), "got 1");
  await assertFails(() => trajectoryChart([circle(3), circle(4)], { title: "T" }), "as many points");
});

Deno.test("drawing the same chart twice gives the same text", () => {
  const draw = (): string[] => [
    scatterChart(circle(50), { title: "T", reference: circle(9) }),
    trajectoryChart([circle(5), circle(5)], { title: "T" }),
    lossCurve(Array.from({ length: 99 }, (_, i) => ({ step: i, loss: 100 / (i + 1) }))),
  ];
  assertEquals(draw(), draw());
});
