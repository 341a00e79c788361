import { ProtobufWriter } from "../../lib/engines/onnx/protobuf.ts";
import { assertEquals } from "../support/assert.ts";
import { decode, texts } from "./wire_format.ts";

Deno.test("the specification's own examples are written as it writes them", () => {
  // https://protobuf.dev/programming-guides/encoding/: 150 in field 1, "testing" in field 2, and 150 inside field 3
  const number = new ProtobufWriter().integer(1, 150);
  assertEquals([...number.finish()], [0x08, 0x96, 0x01]);
  assertEquals([...new ProtobufWriter().text(2, "testing").finish()], [
    0x12,
    0x07,
    ...new TextEncoder().encode("testing"),
  ]);
  assertEquals([...new ProtobufWriter().message(3, number).finish()], [0x1a, 0x03, 0x08, 0x96, 0x01]);
  // -2, in two's complement of 64 bits
  const negative = [0x08, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
  assertEquals([...new ProtobufWriter().integer(1, -2).finish()], negative);
});

Deno.test("whole numbers of up to 53 bits come back, negative ones in two's complement", () => {
  const numbers = [0, 1, 127, 128, 16383, 16384, 2 ** 31, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER];
  for (const number of [...numbers, ...numbers.map((n) => -n)]) {
    const [field] = decode(new ProtobufWriter().integer(7, number).finish());
    assertEquals(field, { number: 7, value: BigInt.asUintN(64, BigInt(number)) });
  }
});

Deno.test("fields come back in order, with numbers above 15, texts and bytes of any length", () => {
  const bytes = Uint8Array.from({ length: 300 }, (_, i) => i);
  const message = new ProtobufWriter().integer(1, 5).bytes(20, bytes).text(2000, "πath").float(3, -0.5)
    .bytes(4, new Uint8Array()).integer(1, 6).finish();
  assertEquals(decode(message), [
    { number: 1, value: 5n },
    { number: 20, value: bytes },
    { number: 2000, value: new TextEncoder().encode("πath") },
    { number: 3, value: new Uint8Array(Float32Array.of(-0.5).buffer) },
    { number: 4, value: new Uint8Array() },
    { number: 1, value: 6n },
  ]);
});

Deno.test("nested messages come back", () => {
  const inner = new ProtobufWriter().text(1, "inner");
  const middle = new ProtobufWriter().message(2, inner).integer(3, 1).message(2, inner);
  const outer = new ProtobufWriter().message(9, middle).finish();
  const [field] = decode(outer);
  const fields = decode(field!.value as Uint8Array);
  assertEquals(fields.map(({ number }) => number), [2, 3, 2]);
  assertEquals(
    fields.filter(({ number }) => number === 2).map(({ value }) => texts(value as Uint8Array, 1)),
    [
      ["inner"],
      ["inner"],
    ],
  );
});

Deno.test("a writer can be read in the middle and written on", () => {
  const writer = new ProtobufWriter().integer(1, 1);
  const before = writer.finish();
  assertEquals(writer.finish(), before);
  assertEquals(decode(writer.integer(2, 2).finish()), [...decode(before), { number: 2, value: 2n }]);
});
