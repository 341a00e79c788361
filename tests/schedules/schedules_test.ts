import { constant } from "../../lib/schedules/constant.ts";
import { cosine } from "../../lib/schedules/cosine.ts";
import { linear } from "../../lib/schedules/linear.ts";
import type { Schedule } from "../../lib/schedules/schedule.ts";
import { warmup } from "../../lib/schedules/warmup.ts";
import { assertAllClose, assertEquals, assertTrue } from "../support/assert.ts";

/** The factors of a whole run. */
function factors({ factor }: Schedule, steps: number): number[] {
  return Array.from({ length: steps }, (_, i) => factor(i + 1, steps));
}

const decaying = { linear, cosine };

Deno.test("constant is 1 in every step", () => {
  assertEquals(factors(constant.create({}), 4), [1, 1, 1, 1]);
});

Deno.test("warmup rises in equal parts, is whole in the step it is told, and stays", () => {
  assertEquals(factors(warmup.create({ warmupSteps: 4 }), 7), [0.25, 0.5, 0.75, 1, 1, 1, 1]);
  assertEquals(factors(warmup.create({ warmupSteps: 1 }), 3), [1, 1, 1]);
});

Deno.test("linear falls in equal parts after its warm-up, down to the final factor", () => {
  // a few roundings, here and below
  assertAllClose(
    factors(linear.create({ warmupSteps: 2, finalFactor: 0 }), 6),
    [0.5, 1, 0.75, 0.5, 0.25, 0],
    1e-15,
  );
  assertAllClose(
    factors(linear.create({ warmupSteps: 0, finalFactor: 0.2 }), 4),
    [0.8, 0.6, 0.4, 0.2],
    1e-15,
  );
});

Deno.test("cosine has the values of PyTorch's CosineAnnealingLR after so many of its own steps", () => {
  // η_min + (1 − η_min)·(1 + cos(π·n/T))/2 with T = 4: cos is √½, 0, −√½ and −1.
  const root = Math.SQRT1_2;
  assertAllClose(
    factors(cosine.create({ warmupSteps: 0, finalFactor: 0 }), 4),
    [(1 + root) / 2, 0.5, (1 - root) / 2, 0],
    1e-15,
  );
  assertAllClose(
    factors(cosine.create({ warmupSteps: 3, finalFactor: 0.1 }), 7),
    [1 / 3, 2 / 3, 1, 0.1 + 0.45 * (1 + root), 0.55, 0.1 + 0.45 * (1 - root), 0.1],
    1e-15,
  );
});

for (const [name, { create }] of Object.entries(decaying)) {
  Deno.test(`${name} rises on warmup's line, falls in every later step, and ends on the final factor exactly`, () => {
    for (const finalFactor of [0, 0.1, 0.7, 1]) {
      const found = factors(create({ warmupSteps: 5, finalFactor }), 40);
      assertEquals(found.slice(0, 5), factors(warmup.create({ warmupSteps: 5 }), 5));
      assertEquals(found.at(-1), finalFactor);
      const falls = found.slice(5).map((factor, i) => found[4 + i]! - factor);
      assertTrue(falls.every((fall) => finalFactor === 1 ? fall === 0 : fall > 0));
    }
  });

  Deno.test(`${name} stays within its warm-up in a run that is not longer`, () => {
    const schedule = create({ warmupSteps: 4, finalFactor: 0 });
    assertEquals(factors(schedule, 4), [0.25, 0.5, 0.75, 1]);
    assertEquals(factors(schedule, 2), [0.25, 0.5]);
  });
}
