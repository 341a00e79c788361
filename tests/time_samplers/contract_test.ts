import { Stream } from "../../lib/random/stream.ts";
import { timeSamplers } from "../../lib/time_samplers/mod.ts";
import { assertEquals, assertTrue } from "../support/assert.ts";
import { created } from "../support/components.ts";

const draws = (step: number) => new Stream({ seed: 1, purpose: "times", step });

for (const [name, sampler] of created(timeSamplers)) {
  Deno.test(`${name} draws times in [0, 1), one per example`, () => {
    for (const count of [1, 2, 1000]) {
      const times = sampler.sample(count, draws(count));
      assertEquals(times.length, count);
      assertTrue(times.every((t) => t >= 0 && t < 1));
    }
  });

  Deno.test(`${name} depends on its stream alone, and draws other times from another`, () => {
    assertEquals(sampler.sample(8, draws(1)), sampler.sample(8, draws(1)));
    assertTrue(sampler.sample(8, draws(1)).some((t, i) => t !== sampler.sample(8, draws(2))[i]));
  });
}
