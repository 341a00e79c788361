import { readNpy } from "../../lib/datasets/npy.ts";
import { Failure } from "../../lib/failure.ts";
import { assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { bytesOf, npy } from "./write_npy.ts";

const read = (bytes: Uint8Array) => {
  const { shape, values } = readNpy("a.npy", bytes);
  return { shape, values: [...values] };
};

Deno.test("readNpy() reads what NumPy 2 writes", () => {
  // numpy.save(f, numpy.asfortranarray([[1.5, -2], [3, 4.25], [5, 6]]))
  const file = "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY4JywgJ2ZvcnRyYW5fb3JkZXInOiBUcnVlLCAnc2hhcGUnOiAoMywgMiksIH" +
    "0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAD4" +
    "PwAAAAAAAAhAAAAAAAAAFEAAAAAAAAAAwAAAAAAAABFAAAAAAAAAGEA=";
  const bytes = Uint8Array.from(atob(file), (character) => character.charCodeAt(0));
  assertEquals(read(bytes), { shape: [3, 2], values: [1.5, -2, 3, 4.25, 5, 6] });
});

for (const version of [1, 2, 3]) {
  Deno.test(`readNpy() reads version ${version}, in both orders`, () => {
    const data = bytesOf(Float64Array.of(1, 2, 3, 4, 5, 6));
    assertEquals(read(npy({ version, shape: [2, 3], data })), { shape: [2, 3], values: [1, 2, 3, 4, 5, 6] });
    const turned = read(npy({ version, shape: [2, 3], data, fortran: true }));
    assertEquals(turned, { shape: [2, 3], values: [1, 3, 5, 2, 4, 6] });
    assertEquals(read(npy({ version, shape: [6], data })), { shape: [6], values: [1, 2, 3, 4, 5, 6] });
  });
}

for (
  const [code, array] of Object.entries({
    f4: Float32Array.of(-1.5, 2 ** 30),
    f8: Float64Array.of(-1.1, 1e300),
    i1: Int8Array.of(-128, 127),
    i2: Int16Array.of(-(2 ** 15), 2 ** 15 - 1),
    i4: Int32Array.of(-(2 ** 31), 2 ** 31 - 1),
    i8: BigInt64Array.of(-(2n ** 53n), 2n ** 53n),
    u1: Uint8Array.of(0, 255),
    u2: Uint16Array.of(1, 2 ** 16 - 1),
    u4: Uint32Array.of(1, 2 ** 32 - 1),
    u8: BigUint64Array.of(1n, 2n ** 53n),
  })
) {
  Deno.test(`readNpy() reads numbers of type ${code}, whichever byte comes first`, () => {
    const expected = { shape: [2], values: Array.from(array as ArrayLike<number | bigint>, Number) };
    const data = bytesOf(array);
    const size = data.length / 2;
    const turned = Uint8Array.from([...data.slice(0, size).reverse(), ...data.slice(size).reverse()]);
    const [little, big] = size === 1 ? ["|", "|"] : ["<", ">"];
    assertEquals(read(npy({ descr: little + code, shape: [2], data })), expected);
    assertEquals(read(npy({ descr: big + code, shape: [2], data: turned })), expected);
  });
}

/** The same file with a text of its header replaced by one of the same length. */
function altered(file: Uint8Array, text: string, other: string): Uint8Array {
  const characters = Array.from(file, (byte) => String.fromCharCode(byte)).join("");
  return Uint8Array.from(characters.replace(text, other), (character) => character.charCodeAt(0));
}

Deno.test("readNpy() reads a part of a larger buffer, and the shapes of Python 2", () => {
  const file = npy({ shape: [1, 1], data: bytesOf(Float64Array.of(7)) });
  const larger = new Uint8Array(file.length + 3);
  larger.set(file, 3);
  assertEquals(read(larger.subarray(3)).values, [7]);
  assertEquals(read(altered(file, "(1, 1)", "(1,1L)")).values, [7]);
});

Deno.test("readNpy() says what is wrong with a file", async () => {
  const data = bytesOf(Float64Array.of(1, 2));
  const good = npy({ shape: [2], data });
  const fails = async (bytes: Uint8Array, text: string) => {
    const error = await assertFails(() => readNpy("a.npy", bytes), `a.npy: expected ${text}`);
    assertTrue(error instanceof Failure && error.exitCode === 2);
  };
  await fails(new Uint8Array(), "an .npy file");
  await fails(new TextEncoder().encode("x,y\n1,2\n3,4\n5,6\n"), "an .npy file");
  await fails(good.with(6, 4), "an .npy file of version 1, 2 or 3, found version 4");
  await fails(good.subarray(0, 40), "a header of ");
  await fails(good.subarray(0, -1), "16 bytes for 2 numbers of 8, found 15");
  await fails(npy({ shape: [3, 2], data }), "48 bytes for 3 × 2 numbers of 8, found 16");
  await fails(npy({ shape: [1, 1, 2], data }), "an array of one or two dimensions, found 3");
  await fails(npy({ descr: "<f2", shape: [8], data }), "numbers of one of the types f4, f8, i1");
  await fails(npy({ descr: "|O", shape: [2], data }), "numbers of one of the types");
  await fails(
    npy({ descr: "[('x', '<f4'), ('y', '<f4')]", shape: [2], data }),
    "numbers of one of the types",
  );
  await fails(altered(good, "descr", "dtype"), "a header with descr");
});
