import { Stream } from "../../lib/random/stream.ts";
import { beta } from "../../lib/time_samplers/beta.ts";
import { cosmap } from "../../lib/time_samplers/cosmap.ts";
import { edmSkewed } from "../../lib/time_samplers/edm_skewed.ts";
import { logitNormal } from "../../lib/time_samplers/logit_normal.ts";
import { mode } from "../../lib/time_samplers/mode.ts";
import type { TimeSampler } from "../../lib/time_samplers/time_sampler.ts";
import { uShaped } from "../../lib/time_samplers/u_shaped.ts";
import { assertClose, assertEquals, assertTrue } from "../support/assert.ts";
import { kolmogorovSmirnov, normalCdf } from "../support/statistics.ts";
import { distributionOf } from "./density_integral.ts";

const times = [0.01, 0.1, 0.3, 0.5, 0.6, 0.9, 0.99];
const LARGEST_MODE = 2 / (Math.PI - 2);

/** Distributions that are known in closed form, beside the samplers that should have them. */
const known: readonly (readonly [string, TimeSampler, (t: number) => number])[] = [
  [
    "logitNormal with location 1 and scale 0.5",
    logitNormal.create({ location: 1, scale: 0.5 }),
    (t) => normalCdf((Math.log(t / (1 - t)) - 1) / 0.5),
  ],
  // a noise level σ̃ = (1 − t)/t that is at least as large has a time that is at most as large
  [
    "edmSkewed",
    edmSkewed.create({ mean: -1.2, std: 1.2 }),
    (t) => 1 - normalCdf((Math.log((1 - t) / t) + 1.2) / 1.2),
  ],
  ["mode with scale 0", mode.create({ scale: 0 }), (t) => t],
  // t = sin²(πu/2)
  ["mode with scale −1", mode.create({ scale: -1 }), (t) => 2 / Math.PI * Math.asin(Math.sqrt(t))],
  ["cosmap", cosmap.create({}), (t) => 2 / Math.PI * Math.atan(t / (1 - t))],
  [
    "uShaped with steepness 4",
    uShaped.create({ steepness: 4 }),
    (t) => 0.5 * (Math.expm1(4 * t) + Math.exp(4) - Math.exp(4 * (1 - t))) / Math.expm1(4),
  ],
  ["uShaped that is nearly flat", uShaped.create({ steepness: 1e-3 }), (t) => t],
  ["beta with a = b = 1", beta.create({ a: 1, b: 1 }), (t) => t],
  ["beta with a = 1, b = 3", beta.create({ a: 1, b: 3 }), (t) => 1 - (1 - t) ** 3],
  ["beta with a = 0.4, b = 1", beta.create({ a: 0.4, b: 1 }), (t) => t ** 0.4],
  ["beta with a = b = ½", beta.create({ a: 0.5, b: 0.5 }), (t) => 2 / Math.PI * Math.asin(Math.sqrt(t))],
  ["beta with a = 2, b = 3", beta.create({ a: 2, b: 3 }), (t) => t * t * (6 - 8 * t + 3 * t * t)],
];

for (const [title, sampler, cdf] of known) {
  Deno.test(`${title} has its distribution in closed form`, () => {
    const draws = new Stream({ seed: 2, purpose: "times" });
    // exceeded by one seed in a thousand; this one is fixed
    assertTrue(kolmogorovSmirnov(sampler.sample(20_000, draws), cdf) < 1.95);
  });

  Deno.test(`${title} states the density of its distribution`, () => {
    for (const t of times) {
      // the difference quotient: h² times a third derivative of up to 1e4, and rounding over h
      const quotient = (cdf(t + 1e-6) - cdf(t - 1e-6)) / 2e-6;
      assertClose(sampler.density(t), quotient, 1e-7 * Math.max(1, quotient), `at ${t}:`);
    }
  });
}

for (const scale of [-0.7, 0.81, 1.7]) {
  Deno.test(`mode with scale ${scale} has the density that it states`, () => {
    const sampler = mode.create({ scale });
    const cdf = distributionOf(sampler.density);
    const draws = new Stream({ seed: 3, purpose: "times" });
    // exceeded by one seed in a thousand; this one is fixed
    assertTrue(kolmogorovSmirnov(sampler.sample(20_000, draws), cdf) < 1.95);
  });
}

Deno.test("mode takes scales up to those at which its map of u stops growing", () => {
  for (const scale of [-1, LARGEST_MODE]) assertTrue(mode.options.safeParse({ scale }).success);
  for (const scale of [-1.001, LARGEST_MODE + 1e-3]) assertTrue(!mode.options.safeParse({ scale }).success);
});

Deno.test("uShaped is the even mixture of a rising and a falling exponential", () => {
  const rising = (t: number) => 4 * Math.exp(4 * t) / Math.expm1(4);
  // a few roundings
  for (const t of times) {
    assertClose(uShaped.create({ steepness: 4 }).density(t), (rising(t) + rising(1 - t)) / 2, 1e-14);
  }
});

Deno.test("edmSkewed is logitNormal with the opposite location", () => {
  const draws = () => new Stream({ seed: 1, purpose: "times" });
  const [edm, logit] = [
    edmSkewed.create({ mean: -1.2, std: 1.2 }),
    logitNormal.create({ location: 1.2, scale: 1.2 }),
  ];
  assertEquals(edm.sample(100, draws()), logit.sample(100, draws()));
  for (const t of times) assertEquals(edm.density(t), logit.density(t));
});

Deno.test("logitNormal with the opposite location is the law of the noise level 1 − t", () => {
  const [here, there] = [-0.8, 0.8].map((location) => logitNormal.create({ location, scale: 0.9 }));
  // t and 1 − t are rounded to 1e-16, of which logarithms near 0.01 make 1e-14
  for (const t of times) assertClose(here!.density(t), there!.density(1 - t), 1e-13);
});

Deno.test("samplers that draw each time by itself give an example the same one in a batch of any size", () => {
  for (const [, sampler] of known) {
    const [few, many] = [5, 64].map((count) =>
      sampler.sample(count, new Stream({ seed: 1, purpose: "times" }))
    );
    assertEquals(many!.slice(0, 5), few);
  }
});
