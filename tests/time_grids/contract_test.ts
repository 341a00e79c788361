import { Failure } from "../../lib/failure.ts";
import { paths } from "../../lib/paths/mod.ts";
import { timeGrids } from "../../lib/time_grids/mod.ts";
import { assertEquals, assertTrue } from "../support/assert.ts";
import { created } from "../support/components.ts";

/** A grid's times, or what the user reads when it cannot have so many steps. */
function timesOrReason(make: () => Float64Array): Float64Array | string {
  try {
    return make();
  } catch (error) {
    assertTrue(error instanceof Failure && error.exitCode === 2, `${error}`);
    return (error as Failure).message;
  }
}

for (const [name, grid] of created(timeGrids)) {
  Deno.test(`${name} goes from 0 to 1 in as many growing steps as asked for, or says why it cannot`, () => {
    for (const [pathName, path] of created(paths)) {
      for (const steps of [1, 2, 3, 10, 1000]) {
        const times = timesOrReason(() => grid.times(steps, path));
        if (typeof times === "string") {
          assertTrue(times.includes(`${steps}`), times);
          continue;
        }
        const title = `${steps} steps on ${pathName}`;
        assertEquals(times.length, steps + 1, title);
        assertEquals([times[0], times[steps]], [0, 1], title);
        assertTrue(times.every((t, i) => i === 0 || t > times[i - 1]!), `${title}: ${times}`);
      }
    }
  });

  Deno.test(`${name} can go in a single step, on every path`, () => {
    for (const [, path] of created(paths)) assertEquals([...grid.times(1, path)], [0, 1]);
  });

  Deno.test(`${name} lays out the same times every time, in an array of its own`, () => {
    const [, path] = created(paths)[0]!;
    const first = grid.times(1, path);
    first.fill(7);
    assertEquals([...grid.times(1, path)], [0, 1]);
  });
}
