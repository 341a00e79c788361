/** A field of a Protocol Buffers message: a whole number, four bytes, or bytes with a length. */
export interface Field {
  readonly number: number;
  readonly value: bigint | Uint8Array;
}

/**
 * Reads the Protocol Buffers wire format, independently of the code that writes it.
 *
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export function decode(bytes: Uint8Array): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n;; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) throw new Error("the message ends in the middle of a number");
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  const take = (count: number) => {
    if (at + count > bytes.length) throw new Error("the message ends in the middle of a field");
    return bytes.slice(at, at += count);
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const type = tag % 8;
    if (type !== 0 && type !== 2 && type !== 5) throw new Error(`unknown wire type ${type}`);
    const value = type === 0 ? varint() : take(type === 5 ? 4 : Number(varint()));
    fields.push({ number: Math.floor(tag / 8), value });
  }
  return fields;
}

/** The values of a message's fields of one number, in order. */
export function values(bytes: Uint8Array, number: number): (bigint | Uint8Array)[] {
  return decode(bytes).filter((field) => field.number === number).map(({ value }) => value);
}

/** The nested messages, or other bytes, of one number. */
export function messages(bytes: Uint8Array, number: number): Uint8Array[] {
  return values(bytes, number) as Uint8Array[];
}

/** The texts of one number. */
export function texts(bytes: Uint8Array, number: number): string[] {
  return messages(bytes, number).map((value) => new TextDecoder().decode(value));
}
