import { equalTimes } from "../../lib/solvers/steps.ts";
import { assertAllClose, assertClose, assertEquals, assertTrue } from "../support/assert.ts";
import { gaussianVelocity, odes } from "../support/odes.ts";
import { velocityField } from "../support/velocity_field.ts";
import { adaptiveSolvers, entryField, unevenField, withTolerance } from "./adaptive_problems.ts";

const gaussian = velocityField<Float64Array>(gaussianVelocity);

for (const solver of adaptiveSolvers) {
  const { name, create } = solver;

  Deno.test(`${name} carries noise to Gaussian data within its tolerance, and back`, async () => {
    const start = Float64Array.from({ length: 41 }, (_, i) => (i - 20) / 8);
    for (const tolerance of [1e-3, 1e-5, 1e-7]) {
      const solve = (x: Float64Array, times: readonly number[]) =>
        withTolerance(solver, tolerance).solve(gaussian, x, { times, samples: start.length });
      const there = await solve(start, [0, 1]);
      const back = await solve(there.x, [1, 0]);
      for (const [i, x0] of start.entries()) {
        // The errors of some ten steps, each below the tolerance times 1 + |x|, which is at most 3.3; on the
        // way back they double. The worst that was measured are 9 and 19 tolerances.
        assertClose(there.x[i]!, 1 + x0 / 2, 15 * tolerance);
        assertClose(back.x[i]!, x0, 30 * tolerance);
      }
    }
  });

  Deno.test(`${name} errs by about its tolerance on problems with closed forms`, async () => {
    for (const { velocity, from, to, at } of odes) {
      for (const tolerance of [1e-4, 1e-7]) {
        const { x } = await withTolerance(solver, tolerance)
          .solve(velocityField(velocity), Float64Array.from(at(from)), { times: [from, to] });
        // Ten to a thousand steps, whose errors cancel or fade in part. The worst that was measured is 8.
        at(to).forEach((entry, i) => assertClose(x[i]!, entry, 15 * tolerance * (1 + Math.abs(entry))));
      }
    }
  });

  Deno.test(`${name} takes more steps for a tighter tolerance`, async () => {
    const counts: number[] = [];
    for (const tolerance of [1e-3, 1e-5, 1e-7, 1e-9]) {
      const { evaluations } = await withTolerance(solver, tolerance)
        .solve(unevenField(), Float64Array.of(2), { times: [0, 2] });
      counts.push(evaluations[0]!);
    }
    assertEquals(counts, counts.toSorted((a, b) => a - b));
    // With steps proportional to tolerance^(1/q), 10⁶ makes for a factor of 5.6 at q = 8.
    assertTrue(counts[3]! > 3 * counts[0]!, `${counts}`);
  });

  Deno.test(`${name} gives a sample the same bits whatever its neighbours`, async () => {
    const all = Float32Array.from({ length: 40 }, (_, i) => 4 * Math.sin(7 * i) ** 3);
    const solve = (x: Float32Array, samples: number) =>
      create({}).solve(unevenField<Float32Array>(), x, { times: [0, 2], samples });
    const together = await solve(all, 20);
    assertEquals((await solve(all.toReversed(), 20)).x.toReversed(), together.x);
    for (let i = 0; i < 20; i++) {
      const alone = await solve(all.slice(2 * i, 2 * i + 2), 1);
      assertEquals(alone.x, together.x.slice(2 * i, 2 * i + 2));
      assertEquals(alone.evaluations[0], together.evaluations[i]);
    }
    assertTrue(new Set(together.evaluations).size > 3, "the samples are equally hard");
  });

  Deno.test(`${name} calls the network with the samples under way alone, and counts for each`, async () => {
    const rows: number[] = [];
    const field = velocityField<Float64Array>((x, t) => {
      rows.push(t.length);
      return unevenField<Float64Array>().velocity(x, t);
    });
    const start = Float64Array.of(0.1, 3, 1, 0.2);
    const { evaluations } = await create({}).solve(field, start, { times: [0, 2], samples: 4 });
    assertEquals(rows, rows.toSorted((a, b) => b - a));
    assertEquals([rows[0], rows.at(-1)], [4, 1]);
    // Every sample takes part in calls from the first on.
    const expected = Array.from({ length: 4 }, (_, i) => rows.filter((count) => count > i).length);
    assertEquals([...evaluations].sort((a, b) => b - a), expected);
  });

  Deno.test(`${name} leaves samples that run out of steps at their last accepted state, and says so`, async () => {
    // The second entry is a clock. Samples that start at 0 have a hard way, those at 10 an easy one.
    const field = velocityField<Float64Array>((x, t) =>
      x.map((_, i) => i % 2 === 1 ? 1 : x[i]! < 5 ? Math.cos(100 * t[i >> 1]!) : 0)
    );
    const start = Float64Array.of(10, 0, 0, 0, 10, 0, 0, 0);
    const frames: Float64Array[] = [];
    const { x, unfinished } = await create({ maxSteps: 20 }).solve(field, start, {
      times: [0, 1],
      samples: 4,
      onStep: (state) => frames.push(state.slice()),
    });
    assertEquals(unfinished, [1, 3]);
    assertEquals([x[0], x[4]], [10, 10]);
    assertAllClose([x[1]!, x[5]!], [1, 1], 1e-15);
    assertTrue(x[3]! > 0 && x[3]! < 1);
    // The path is sin(100t)/100; 20 steps err by 1e-5 each at most.
    assertClose(x[2]!, Math.sin(100 * x[3]!) / 100, 2e-4);
    assertEquals(frames.at(-1), x);
    const alone = await create({ maxSteps: 20 }).solve(field, start.slice(2, 4), { times: [0, 1] });
    assertEquals([alone.x, alone.unfinished], [x.slice(2, 4), [0]]);
    const exactly = (await create({}).solve(field, start.slice(0, 2), { times: [0, 1] })).evaluations;
    assertTrue(exactly[0]! < alone.evaluations[0]!, "the easy way is not easy");
  });

  Deno.test(`${name} ends where velocities are not finite, without harm to other samples`, async () => {
    for (const bad of [NaN, Infinity, -Infinity]) {
      const solve = (slope: (y: number, t: number) => number, ...start: number[]) =>
        create({}).solve(entryField<Float64Array>(slope), Float64Array.from(start), {
          times: [0, 1],
          samples: start.length,
        });
      // Samples below 0 hit a wall at t = 0.6.
      const walled = (y: number, t: number) => y < 0 && t > 0.6 ? bad : Math.sin(y + t);
      const { x, evaluations, unfinished } = await solve(walled, 1, -2, 0.5);
      assertEquals(unfinished, [1]);
      assertTrue(x.every(Number.isFinite));
      // 200 steps: from 0.1 to 2⁻⁴⁸ by factors of 5, some 20 times, with up to ten steps in between.
      assertTrue(evaluations[1]! < 200 * 13, `${evaluations[1]} calls`);
      assertEquals([x[0], x[2]], [...(await solve(walled, 1, 0.5)).x]);

      const nowhere = await solve(() => bad, 1, 2);
      assertEquals([nowhere.unfinished, [...nowhere.x]], [[0, 1], [1, 2]]);
      // 30 steps, each a fifth of the one before.
      assertTrue(nowhere.evaluations[0]! < 30 * 13, `${nowhere.evaluations[0]} calls`);

      // A wall before the end of the trial step, which is 0.01: the way to it is straight.
      assertClose((await solve((_, t) => t < 1e-4 ? 1 : bad, 1)).x[0]!, 1.0001, 1e-10);
    }
  });

  Deno.test(`${name} does not take an overflow for a small error`, async () => {
    // The largest float32 is 3.4e38.
    const field = entryField<Float32Array>(() => 1e38);
    const { x, unfinished } = await create({}).solve(field, Float32Array.of(3e38), { times: [0, 1] });
    assertEquals(unfinished, [0]);
    assertTrue(Number.isFinite(x[0]!), `got ${x[0]}`);
  });

  Deno.test(`${name} stays where nothing moves`, async () => {
    const start = Float64Array.of(0, -1.5);
    const { x, evaluations } = await create({}).solve(entryField(() => 0), start, { times: [0, 1] });
    assertEquals(x, start);
    // Steps grow tenfold from a millionth of the way.
    assertTrue(evaluations[0]! <= 2 + 8 * 13, `${evaluations[0]} calls`);
  });

  Deno.test(`${name} goes from the first time to the last, whatever lies between`, async () => {
    const solve = (times: readonly number[]) =>
      create({}).solve(unevenField(), Float64Array.of(1), { times });
    assertEquals((await solve([0, 0.3, 0.4, 2])).x, (await solve([0, 2])).x);
  });

  Deno.test(`${name} shows states at evenly spaced times, from the start exactly to the end exactly`, async () => {
    const start = Float64Array.from({ length: 41 }, (_, i) => (i - 20) / 8);
    const deviation = (t: number) => Math.hypot(t / 2, 1 - t);
    for (const [from, to] of [[0, 1], [1, 0]] as const) {
      const frames: { time: number; state: Float64Array }[] = [];
      const options = { times: [from, to], samples: start.length };
      const { x } = await withTolerance(solver, 1e-6).solve(gaussian, start, {
        ...options,
        onStep: (state, time) => frames.push({ time, state: state.slice() }),
      });
      assertEquals(frames.map(({ time }) => time), [...equalTimes(32, from, to)]);
      assertEquals([frames[0]!.state, frames.at(-1)!.state], [start, x]);
      for (const { time, state } of frames) {
        const exact = start.map((x0) => time + deviation(time) / deviation(from) * (x0 - from));
        // Cubic interpolation errs by h⁴/384 of the fourth derivative; order 8 takes long steps. Measured:
        // 2e-3.
        assertAllClose(state, exact, 4e-3);
      }
      assertEquals(
        (await withTolerance(solver, 1e-6).solve(gaussian, start, options)).x,
        x,
        "watching matters",
      );
    }
  });

  Deno.test(`${name} tells how much of the way all samples have done`, async () => {
    const parts: number[] = [];
    await create({}).solve(unevenField(), Float64Array.of(0.1, 3, 1, 0.2), {
      times: [2, 0],
      samples: 4,
      onProgress: (part) => parts.push(part),
    });
    assertEquals(parts, parts.toSorted((a, b) => a - b));
    assertTrue(parts[0]! > 0 && parts.length > 3);
    assertEquals(parts.at(-1), 1);
  });

  Deno.test(`${name} does not mind its tolerances when it is told how many steps to take`, async () => {
    const solve = (given: Readonly<Record<string, unknown>>) =>
      create({ steps: 5, ...given }).solve(unevenField(), Float64Array.of(2), { times: equalTimes(5) });
    assertEquals(
      (await solve({})).x,
      (await solve({ relativeTolerance: 1, absoluteTolerance: 1, maxSteps: 1 })).x,
    );
    assertEquals([create({}).steps, create({ steps: 5 }).steps], [undefined, 5]);
  });
}
