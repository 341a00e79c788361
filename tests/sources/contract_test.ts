import { Stream } from "../../lib/random/stream.ts";
import { sources } from "../../lib/sources/mod.ts";
import { assertEquals, assertTrue } from "../support/assert.ts";
import { created } from "../support/components.ts";

for (const [name, source] of created(sources)) {
  const draw = (sample: number, size = 8): Float32Array => {
    const out = new Float32Array(size).fill(NaN);
    source.sample(out, new Stream({ seed: 1, purpose: "noise", sample }));
    return out;
  };

  Deno.test(`${name} writes every entry of a sample, in any size`, () => {
    for (const size of [1, 2, 3, 784]) assertTrue(draw(0, size).every(Number.isFinite));
  });

  Deno.test(`${name} depends on the sample's stream alone: neither on time nor on other samples`, () => {
    const first = draw(7);
    assertTrue(draw(8).some((number, i) => number !== first[i]));
    assertEquals(draw(7), first);
  });
}
