import { NO_CLASS } from "../../lib/architectures/architecture.ts";
import { none } from "../../lib/gammas/none.ts";
import { interpolant } from "../../lib/paths/interpolant.ts";
import { linear } from "../../lib/paths/linear.ts";
import { generativeField, type NetworkCall } from "../../lib/sampling/generative_field.ts";
import { guidedCalls, type LabelledCall } from "../../lib/sampling/guidance.ts";
import { dopri5 } from "../../lib/solvers/dopri5.ts";
import { heun } from "../../lib/solvers/heun.ts";
import { equalTimes } from "../../lib/solvers/steps.ts";
import { targets } from "../../lib/targets/mod.ts";
import type { Target } from "../../lib/targets/target.ts";
import { assertAllClose, assertEquals } from "../support/assert.ts";

/** Answers of two numbers that tell the class and the time: class + t + x, or −10 + x without a class. */
function telling(log: number[][] = []): LabelledCall {
  return (x, t, labels) => {
    log.push([...labels]);
    return Promise.resolve([
      x.map((value, e) => {
        const row = e >> 1;
        return labels[row] === NO_CLASS ? value - 10 : value + labels[row]! + t[row]!;
      }),
    ]);
  };
}

const x = Float32Array.of(1, 2, 3, 4, 5, 6);
const labels = Int32Array.of(7, NO_CLASS, 2);

Deno.test("guidance adds to the answer without a class the difference that the class makes, scaled", async () => {
  const { call, extraCalls } = guidedCalls(telling(), labels, { scale: 3, from: 0, to: 1 });
  const [answer] = await call(x.slice(), Float64Array.of(0.5, 0.5, 0.25));
  // row 0: u = x − 10, c = x + 7.5, u + 3·(c − u) = x − 10 + 3·17.5
  assertEquals([...answer!], [43.5, 44.5, -7, -6, 31.75, 32.75]);
  assertEquals([...extraCalls], [1, 0, 1]);
});

Deno.test("outside the interval, and with a scale of 1, the network is asked once and answers for the class", async () => {
  const log: number[][] = [];
  const { call, extraCalls } = guidedCalls(telling(log), labels, { scale: 3, from: 0.3, to: 0.6 });
  const [answer] = await call(x.slice(), Float64Array.of(0.7, 0.5, 0.3));
  assertAllClose(answer!, [8.7, 9.7, -7, -6, 5 - 10 + 3 * 12.3, 6 - 10 + 3 * 12.3], 1e-5);
  assertEquals(log, [[7, NO_CLASS, 2], [NO_CLASS]]);
  assertEquals([...extraCalls], [0, 0, 1]);
  const plain = guidedCalls(telling(log), labels, { scale: 1, from: 0, to: 1 });
  await plain.call(x.slice(), Float64Array.of(0.5, 0.5, 0.5));
  assertEquals([log.length, ...plain.extraCalls], [3, 0, 0, 0]);
});

Deno.test("rows say whose class it is, in whatever order a solver asks", async () => {
  const { call, extraCalls } = guidedCalls(telling(), labels, { scale: 2, from: 0, to: 1 });
  const [answer] = await call(x.slice(0, 4), Float64Array.of(0, 0), Uint32Array.of(2, 0));
  // u + 2·(c − u) = 2c − u: class 2 first, then class 7
  assertEquals([...answer!], [1 + 14, 2 + 14, 3 + 24, 4 + 24]);
  assertEquals([...extraCalls], [1, 0, 1]);
});

Deno.test("guiding the answer is guiding the velocity, whatever the target", async () => {
  const between = interpolant(linear.create({}), none.create({}));
  const names = ["velocity", "data", "noise"] as const;
  for (const name of names) {
    const target: Target = targets[name]!.create(targets[name]!.options.parse({}));
    const rules = { target, interpolant: between };
    const [t, scale] = [Float64Array.of(0.4, 0.4, 0.4), 2.5];
    const velocityWith = async (call: NetworkCall<Float32Array>) =>
      await generativeField(call, rules).velocity(x.slice(), t);
    const at = (told: Int32Array) => guidedCalls(telling(), told, { scale: 1, from: 0, to: 1 }).call;
    const withClass = await velocityWith(at(Int32Array.of(7, 1, 2)));
    const without = await velocityWith(at(new Int32Array(3).fill(NO_CLASS)));
    const guided = await velocityWith(
      guidedCalls(telling(), Int32Array.of(7, 1, 2), { scale, from: 0, to: 1 }).call,
    );
    const expected = withClass.map((c, e) => without[e]! + scale * (c - without[e]!));
    // a few roundings of numbers up to 100 in float32
    assertAllClose(guided, expected, 1e-4, name);
  }
});

Deno.test("adaptive and fixed solvers follow every sample with its own class", async () => {
  // v = class·(1, 1) without guidance: the end is x + class.
  const own: LabelledCall = (points, _t, told) =>
    Promise.resolve([
      points.map((_, e) => told[e >> 1] === NO_CLASS ? 0 : Math.sin(told[e >> 1]! * points[e]!)),
    ]);
  const target = targets["velocity"]!.create(targets["velocity"]!.options.parse({}));
  const rules = { target, interpolant: interpolant(linear.create({}), none.create({})) };
  const told = Int32Array.of(9, 0, 4, 1, 30);
  const start = Float32Array.from({ length: 10 }, (_, e) => 0.1 + e / 7);
  const adaptive = dopri5.create(dopri5.options.parse({ relativeTolerance: 1e-5, absoluteTolerance: 1e-5 }));
  for (const [solver, times] of [[adaptive, [0, 1]], [heun.create({ steps: 9 }), equalTimes(9)]] as const) {
    const together = guidedCalls(own, told, { scale: 1.5, from: 0, to: 0.5 });
    const all = await solver.solve(generativeField(together.call, rules), start, { times, samples: 5 });
    for (let i = 0; i < 5; i++) {
      const alone = guidedCalls(own, told.slice(i, i + 1), { scale: 1.5, from: 0, to: 0.5 });
      const row = start.slice(2 * i, 2 * i + 2);
      const one = await solver.solve(generativeField(alone.call, rules), row, { times, samples: 1 });
      assertEquals(one.x, all.x.slice(2 * i, 2 * i + 2));
      assertEquals(
        [one.evaluations[0], alone.extraCalls[0]],
        [all.evaluations[i], together.extraCalls[i]],
      );
    }
  }
});
