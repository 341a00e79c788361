import { excessOverFloor } from "../lib/excess_over_floor.ts";
import { assertClose, assertEquals } from "./support/assert.ts";

Deno.test("the excess is the mean of loss minus floor over the last tenth of the lines, with its standard error", () => {
  const lines = Array.from(
    { length: 40 },
    (_, i) => ({ step: i, loss: i < 36 ? 100 : i, floor: i < 36 ? 0 : 30 }),
  );
  const { value, standardError, loss, floor, lines: count } = excessOverFloor(lines)!;
  assertEquals([value, loss, floor, count], [7.5, 37.5, 30, 4]);
  // The differences are 6, 7, 8 and 9: their variance is 5/4.
  assertClose(standardError, Math.sqrt(1.25 / 4), 1e-15);
});

Deno.test("there is no excess where the floor is not known", () => {
  assertEquals(excessOverFloor([{ step: 1, loss: 2 }, { metric: "wasserstein2", value: 3 }]), undefined);
  assertEquals(excessOverFloor([]), undefined);
});
