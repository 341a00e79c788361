import { bosh3Tableau } from "../../lib/solvers/bosh3.ts";
import { proportionalIntegral } from "../../lib/solvers/controller.ts";
import { dopri5Tableau } from "../../lib/solvers/dopri5.ts";
import { dopri8Tableau } from "../../lib/solvers/dopri8.ts";
import type { EmbeddedTableau } from "../../lib/solvers/tableau.ts";
import { tsit5Tableau } from "../../lib/solvers/tsit5.ts";
import { assertAllClose, assertClose, assertEquals, assertTrue } from "../support/assert.ts";
import { entrywise } from "../support/odes.ts";
import { velocityField } from "../support/velocity_field.ts";
import { adaptiveSolvers, withTolerance } from "./adaptive_problems.ts";

const tableaus: readonly EmbeddedTableau[] = [bosh3Tableau, dopri5Tableau, dopri8Tableau, tsit5Tableau];

/** A scalar problem. */
interface Problem {
  readonly slope: (y: number, t: number) => number;
  readonly from: number;
  readonly to: number;
}

const START = 1;
const TOLERANCE = 1e-5;

/** All times that a solver asks the velocity at, and the number of calls that it reports. */
async function timesAsked(
  name: string,
  { slope, from, to }: Problem,
): Promise<{ asked: number[]; count: number }> {
  const asked: number[] = [];
  const field = velocityField<Float64Array>((y, t) => {
    asked.push(t[0]!);
    return entrywise(slope)(y, t);
  });
  const solver = withTolerance(adaptiveSolvers.find((candidate) => candidate.name === name)!, TOLERANCE);
  const { evaluations } = await solver.solve(field, Float64Array.of(START), { times: [from, to] });
  return { asked, count: evaluations[0]! };
}

/**
 * The ends of all steps that the formulas try for one number, written down once more and as plainly as
 * possible.
 */
function stepsByTheBook({ a, b, c, embedded }: EmbeddedTableau, { slope, from, to }: Problem): number[] {
  const q = embedded.order + 1;
  const direction = Math.sign(to - from);
  let [t, y, f, previous] = [from, START, slope(START, from), 1];
  const trial = 0.01 * Math.abs(y) / Math.abs(f);
  const change = slope(y + direction * trial * f, t + direction * trial) - f;
  const steepest = Math.max(Math.abs(f), Math.abs(change) / trial) / (TOLERANCE * (1 + Math.abs(y)));
  let h = Math.min(100 * trial, (0.01 / steepest) ** (1 / q));
  const ends: number[] = [];
  while (t !== to) {
    const end = Math.abs(to - t) <= 1.01 * h ? to : t + direction * h;
    const length = end - t;
    const k = [f];
    const sum = (weights: readonly number[]) => k.reduce((total, slope, i) => total + weights[i]! * slope, 0);
    for (let i = 1; i < c.length; i++) k.push(slope(y + length * sum(a[i]!), t + c[i]! * length));
    const next = y + length * sum(b);
    const difference = Math.abs(length * (sum(b) - sum(embedded.b)));
    const error = difference / (TOLERANCE * (1 + Math.max(Math.abs(y), Math.abs(next))));
    ends.push(end);
    if (error <= 1) {
      const factor = 0.9 * error ** (-0.85 / q) * Math.max(previous, 1e-4) ** (0.2 / q);
      h = Math.abs(length) * Math.min(10, Math.max(0.2, factor));
      [t, y, f, previous] = [end, next, k.at(-1)!, error];
    } else h = Math.abs(length) * Math.max(0.2, 0.9 * error ** (-1 / q));
  }
  return ends;
}

Deno.test("the pairs that this file knows are all that the catalog has", () => {
  assertEquals(tableaus.map(({ name }) => name), adaptiveSolvers.map(({ name }) => name));
});

for (const tableau of tableaus) {
  const { name } = tableau;
  const stages = tableau.c.length - 1;
  // The sudden rise makes for rejections.
  const slope = (y: number, t: number) => Math.cos(5 * t * y) + 2 * Math.tanh(20 * (t - 1));

  Deno.test(`${name} tries the steps that the formulas say, and counts their calls`, async () => {
    for (const [from, to] of [[0, 2], [2, 0], [0.5, 0.7]] as const) {
      const { asked, count } = await timesAsked(name, { slope, from, to });
      const expected = stepsByTheBook(tableau, { slope, from, to });
      // Errors of down to 1e-9 are differences of numbers near 1, whose rounding of 1e-16 is 1e-7 of them;
      // the steps are high roots of errors, and one depends on the other. Measured, 1.2e-7.
      assertAllClose(asked.slice(2).filter((_, i) => i % stages === stages - 1), expected, 1e-6);
      assertEquals([asked[0], asked.length, count], [from, count, 2 + stages * expected.length]);
    }
  });

  Deno.test(`${name} stretches a step rather than to end with a tiny one`, async () => {
    const [first, second] = stepsByTheBook(tableau, { slope, from: 0, to: 0.9 });
    const to = second! + 0.009 * (second! - first!);
    const { asked } = await timesAsked(name, { slope, from: 0, to });
    assertEquals([asked.length, asked.at(-1)], [2 + 2 * stages, to]);
  });
}

Deno.test("dopri5 rejects some steps, and the others make up the way", async () => {
  const { asked, count } = await timesAsked("dopri5", {
    slope: (_, t) => t < 0.6 ? 0.1 : Math.cos(10 * t),
    from: 0,
    to: 1,
  });
  const tried: { start: number; end: number }[] = [];
  for (let i = 2; i < asked.length; i += 6) {
    // The second stage is asked for a fifth into the step, and the last at its end.
    const end = asked[i + 5]!;
    tried.push({ start: (5 * asked[i]! - end) / 4, end });
  }
  let [time, accepted, rejected] = [0, 0, 0];
  for (const [i, { start, end }] of tried.entries()) {
    // Five roundings of 1e-16, magnified by 4.
    assertClose(start, time, 2e-15);
    const next = tried[i + 1];
    if (!next || Math.abs(next.start - end) < 2e-15) [time, accepted] = [end, accepted + 1];
    else rejected++;
  }
  assertEquals([time, 2 + 6 * (accepted + rejected)], [1, count]);
  assertTrue(accepted > 5 && rejected > 1, `${accepted} accepted, ${rejected} rejected`);
});

Deno.test("the controller aims at nine tenths of the step, between a fifth and ten times the one before", () => {
  const { accepted, rejected } = proportionalIntegral(5);
  assertClose(accepted(1, 1), 0.9, 1e-15);
  assertEquals([accepted(0, 1), accepted(1e-20, 1e-20)], [10, 10]);
  assertClose(accepted(0.5, 0.25), 0.9 * 0.5 ** (-0.85 / 5) * 0.25 ** (0.2 / 5), 1e-15);
  assertClose(rejected(32), 0.45, 1e-15);
  assertEquals([rejected(1e9), rejected(NaN), rejected(Infinity)], [0.2, 0.2, 0.2]);
});
