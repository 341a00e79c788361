import { philox4x32 } from "../../lib/random/philox.ts";
import { Stream, type StreamAddress } from "../../lib/random/stream.ts";
import { assertClose, assertEquals, assertTrue } from "../support/assert.ts";
import { chiSquareDeviation, kolmogorovSmirnov, normalCdf } from "../support/statistics.ts";

const COUNT = 100000;

/** The first words of a stream. */
function words(address: StreamAddress, count = 4): number[] {
  const draws = new Stream(address);
  return Array.from({ length: count }, () => draws.uint32());
}

/** Numbers of the standard normal distribution from a stream. */
function normals(address: StreamAddress, count = COUNT): Float64Array {
  const out = new Float64Array(count);
  new Stream(address).fillNormal(out);
  return out;
}

/** The mean of a function of numbers. */
function meanOf(numbers: ArrayLike<number>, f: (x: number, i: number) => number): number {
  return Array.from(numbers, f).reduce((sum, x) => sum + x, 0) / numbers.length;
}

Deno.test("a stream is Philox over its address, block by block", () => {
  const draws = words({ seed: 5 * 2 ** 32 + 6, purpose: "foobar", step: 7, sample: 8 }, 12);
  // 0xbf9cf968 is the published FNV-1a hash of "foobar".
  const blocks = [0, 1, 2].flatMap((block) => {
    const out = new Uint32Array(4);
    philox4x32(Uint32Array.of(block, 8, 7, 5), Uint32Array.of(6, 0xbf9cf968), out);
    return [...out];
  });
  assertEquals(draws, blocks);
});

Deno.test("step and sample are 0 unless given", () => {
  assertEquals(words({ seed: 1, purpose: "a" }), words({ seed: 1, purpose: "a", step: 0, sample: 0 }));
});

Deno.test("every part of the address changes every number, and neighbours are uncorrelated", () => {
  const address = { seed: 1, purpose: "train/noise", step: 1, sample: 1 };
  const here = normals(address);
  const others: StreamAddress[] = [
    { ...address, seed: 2 },
    { ...address, seed: 1 + 2 ** 32 },
    { ...address, purpose: "train/time" },
    { ...address, step: 2 },
    { ...address, sample: 2 },
  ];
  for (const other of others) {
    const there = normals(other);
    assertEquals(here.filter((x, i) => x === there[i]).length <= 1, true);
    // The mean of n products of independent standard normals has standard error 1/√n.
    assertClose(meanOf(here, (x, i) => x * there[i]!), 0, 5 / Math.sqrt(COUNT), JSON.stringify(other));
  }
});

Deno.test("the purposes that flowlab draws for have streams of their own", () => {
  const datasets = ["moons", "eightGaussians", "checkerboard", "spirals", "rings", "pinwheel", "swissRoll"];
  const purposes = [
    ...["order", "noise", "time", "augment", "coupling", "dropout", "label"].map((name) => `train/${name}`),
    ...["noise", "label", "solver"].map((name) => `sample/${name}`),
    ...["reference", "projections", "lossByTime/noise", "lossByTime/time"].map((name) => `evaluate/${name}`),
    ...datasets.map((name) => `dataset/${name}`),
    ...[0, 2, 4, 6].flatMap((layer) => [`init/layers.${layer}.weight`, `init/layers.${layer}.bias`]),
    ...["down1", "down2", "middle", "up1", "up2"].flatMap((block) =>
      [0, 2].flatMap((layer) => [`init/${block}.${layer}.weight`, `init/${block}.${layer}.bias`])
    ),
  ];
  const streams = new Set(purposes.map((purpose) => words({ seed: 0, purpose }).join()));
  assertEquals(streams.size, purposes.length);
  assertEquals(new Set(purposes).size, purposes.length);
});

Deno.test("fillNormal draws what normal draws, in its order, and rounds it to the array", () => {
  const address = { seed: 3, purpose: "train/noise" };
  const one = new Stream(address);
  const single = new Float32Array(103);
  const draws = new Stream(address);
  // Not a multiple of the block of four words, and continued where the first call stopped.
  draws.fillNormal(single.subarray(0, 5));
  draws.fillNormal(single.subarray(5));
  const sequential = Float64Array.from({ length: 103 }, () => one.normal());
  assertEquals(normals(address, 103), sequential);
  assertEquals(single, Float32Array.from(sequential));
});

Deno.test("fillWords draws what uint32 draws, in its order, wherever it begins and ends in a block", () => {
  const address = { seed: 3, purpose: "train/dropout", step: 4 };
  const draws = new Stream(address);
  const pieces = [1, 2, 3, 4, 5, 8, 9, 0, 7].map((length) => {
    const piece = new Uint32Array(length);
    draws.fillWords(piece);
    return [...piece];
  });
  assertEquals([...pieces.flat(), draws.uint32()], words(address, 40));
});

Deno.test("a stream that moved has the numbers of a new one for that sample and step", () => {
  const draws = new Stream({ seed: 2 ** 33 + 1, purpose: "train/noise", step: 5, sample: 6 });
  draws.uint32();
  draws.moveTo(7);
  assertEquals(draws.uint32(), words({ seed: 2 ** 33 + 1, purpose: "train/noise", step: 5, sample: 7 })[0]);
  draws.moveTo(8, 9);
  assertEquals(draws.uint32(), words({ seed: 2 ** 33 + 1, purpose: "train/noise", step: 9, sample: 8 })[0]);
});

Deno.test("uniform is uniform on [0, 1)", () => {
  const draws = new Stream({ seed: 4, purpose: "train/time" });
  const numbers = Float64Array.from({ length: COUNT }, () => draws.uniform());
  assertTrue(numbers.every((x) => x >= 0 && x < 1));
  assertTrue(kolmogorovSmirnov(numbers, (x) => x) < 1.95);
  const counts = new Array<number>(256).fill(0);
  numbers.forEach((x) => counts[Math.floor(x * 256)]!++);
  assertTrue(Math.abs(chiSquareDeviation(counts)) < 5);
  // Standard errors: √(1/12n) and √(1/180n).
  assertClose(meanOf(numbers, (x) => x), 1 / 2, 5 / Math.sqrt(12 * COUNT));
  assertClose(meanOf(numbers, (x) => (x - 0.5) ** 2), 1 / 12, 5 / Math.sqrt(180 * COUNT));
});

Deno.test("uniform uses 53 bits, and each of them is fair", () => {
  const draws = new Stream({ seed: 5, purpose: "train/time" });
  const ones = new Array<number>(53).fill(0);
  for (let i = 0; i < 10000; i++) {
    let rest = draws.uniform() * 2 ** 53;
    assertTrue(Number.isInteger(rest));
    for (let bit = 0; bit < 53; bit++) {
      ones[bit]! += rest % 2;
      rest = Math.floor(rest / 2);
    }
  }
  // The standard error of a share of n fair bits is 1/(2√n).
  ones.forEach((count, bit) => assertClose(count / 10000, 0.5, 5 / 200, `bit ${bit}`));
});

Deno.test("normal has the standard normal distribution", () => {
  const numbers = normals({ seed: 6, purpose: "train/noise" });
  assertTrue(kolmogorovSmirnov(numbers, normalCdf) < 1.95);
  // The moments are 0, 1, 0 and 3; the variances of x, x², x³ and x⁴ are 1, 2, 15 and 96.
  [[0, 1], [1, 2], [0, 15], [3, 96]].forEach(([moment, variance], i) => {
    assertClose(meanOf(numbers, (x) => x ** (i + 1)), moment!, 5 * Math.sqrt(variance! / COUNT));
  });
  assertClose(meanOf(numbers.subarray(1), (x, i) => x * numbers[i]!), 0, 5 / Math.sqrt(COUNT));
});

Deno.test("the first normals of many samples are standard normal too", () => {
  const numbers = Float64Array.from(
    { length: 20000 },
    (_, sample) => new Stream({ seed: 7, purpose: "sample/noise", sample }).normal(),
  );
  assertTrue(kolmogorovSmirnov(numbers, normalCdf) < 1.95);
});

for (const bound of [1, 2, 7, 100]) {
  Deno.test(`integer(${bound}) is uniform on 0 … ${bound - 1}`, () => {
    const draws = new Stream({ seed: 8, purpose: "train/order" });
    const counts = new Array<number>(bound).fill(0);
    for (let i = 0; i < COUNT; i++) counts[draws.integer(bound)]!++;
    assertEquals(counts.reduce((sum, count) => sum + count, 0), COUNT);
    if (bound > 1) assertTrue(Math.abs(chiSquareDeviation(counts)) < 5);
  });
}

Deno.test("integer rejects the words that would favour small numbers", () => {
  // Of 2³² words, 3·2³⁰ would leave a quarter to double the first third, were it a mere remainder.
  const bound = 3 * 2 ** 30;
  const draws = new Stream({ seed: 9, purpose: "train/order" });
  const thirds = [0, 0, 0];
  for (let i = 0; i < 30000; i++) thirds[Math.floor(draws.integer(bound) / 2 ** 30)]!++;
  assertTrue(Math.abs(chiSquareDeviation(thirds)) < 5);
});

Deno.test("integer(2³²) is the word itself", () => {
  const address = { seed: 10, purpose: "train/order" };
  const draws = new Stream(address);
  assertEquals([draws.integer(2 ** 32), draws.integer(2 ** 32)], words(address).slice(0, 2));
});
