import { onnx } from "../../lib/engines/onnx.ts";
import * as tf from "../../lib/tensor/tf.ts";
import type { Tensor } from "../../lib/tensor/types.ts";
import { assertClose, assertEquals, assertTrue } from "../support/assert.ts";
import { allowed } from "../support/permissions.ts";
import { tensor } from "../support/tensors.ts";

/** Functions of time that are stated twice: as numbers, and as tensor operations. */
export interface StatedTwice<Name extends string> {
  /** The numbers at one time, in double precision. */
  at(t: number): Readonly<Record<Name, number>>;
  /** The same for tensors of times. */
  tensors(t: Tensor): Readonly<Record<Name, Tensor>>;
}

/** Times at which both are compared, as a network would get them: in float32. */
const inside = Float32Array.from([0, 1e-6, 1e-3, 0.1, 0.25, 0.5, 0.7431, 0.9, 0.99, 1 - 1e-3]);
const ends = Float32Array.of(0, 1);

/**
 * Fails unless the arrays are the numbers at the times, where those are finite; elsewhere only the sign must
 * be right.
 */
function assertSame<Name extends string>(
  arrays: Readonly<Record<string, ArrayLike<number>>>,
  at: StatedTwice<Name>["at"],
  times: Float32Array,
): void {
  times.forEach((t, i) => {
    for (const [name, expected] of Object.entries<number>(at(t))) {
      const value = arrays[name]![i]!;
      assertTrue(Number.isFinite(value), `${name} at ${t} is ${value}`);
      // One rounding to float32 costs 6e-8 of a number. Exponents of up to 10 are rounded before the
      // exponential is taken of them, and there are a few more operations; all in all that costs some 20
      // times as much.
      if (Number.isFinite(expected)) {
        assertClose(value, expected, 2e-6 * Math.abs(expected), `${name} at ${t}:`);
      } else assertTrue(Math.abs(value) > 1000 && value * expected > 0, `${name} at ${t} is ${value}`);
    }
  });
}

/**
 * Tests that tensor operations, as they are and compiled, give what is stated as numbers, and are finite at
 * both ends.
 *
 * @param name What the tests call it.
 * @param part What is stated twice.
 */
export function testTensors<Name extends string>(name: string, part: StatedTwice<Name>): void {
  const { at, tensors } = part;

  Deno.test(`${name} is the same in tensor operations, to float32, and finite at both ends`, () => {
    for (const [times, shape] of [[inside, [5, 2]], [ends, [2]]] as const) {
      const made = Object.entries<Tensor>(tensors(tensor(times, shape)));
      for (const [key, { shape: itsShape }] of made) assertEquals(itsShape, shape, key);
      assertEquals(made.map(([key]) => key).sort(), Object.keys(at(0)).sort());
      assertSame(Object.fromEntries(made.map(([key, value]) => [key, value.dataSync()])), at, times);
    }
    for (const { shape } of Object.values<Tensor>(tensors(tf.scalar(0.5)))) assertEquals(shape, []);
  });

  Deno.test({
    name: `${name} is the same when it is compiled, and finite at both ends`,
    ignore: !allowed("read", "env", "ffi", "sys"),
    async fn() {
      for (const times of [inside, ends]) {
        const program = await onnx.create({ threads: 1 })
          .compile(({ t }) => tensors(t!), { inputs: { t: [times.length] } });
        const arrays = await program.run({ t: times });
        await program.dispose();
        assertSame(arrays, at, times);
      }
    },
  });
}
