import { schedules } from "../../lib/schedules/mod.ts";
import { assertEquals, assertTrue } from "../support/assert.ts";
import { created } from "../support/components.ts";

/** Every step of runs of other lengths, with the number of steps. */
const steps = [1, 2, 7, 100, 1201].flatMap((all) =>
  Array.from({ length: all }, (_, i) => [i + 1, all] as const)
);

for (const [name, schedule] of created(schedules)) {
  Deno.test(`${name} has a factor from 0 to 1 in every step, however many there are`, () => {
    for (const [step, all] of steps) {
      const factor = schedule.factor(step, all);
      assertTrue(factor >= 0 && factor <= 1, `step ${step} of ${all}: ${factor}`);
    }
  });

  Deno.test(`${name} has the same factor in the same step, in whatever order it is asked`, () => {
    const forward = steps.map(([step, all]) => schedule.factor(step, all));
    const backward = steps.toReversed().map(([step, all]) => schedule.factor(step, all));
    assertEquals(backward.toReversed(), forward);
  });

  Deno.test(`${name} leaves something of the learning rate before the last step`, () => {
    for (const [step, all] of steps) {
      if (step < all) assertTrue(schedule.factor(step, all) > 0, `step ${step} of ${all}`);
    }
  });
}
