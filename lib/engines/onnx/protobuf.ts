/**
 * Writes the Protocol Buffers wire format: only what an ONNX file needs.
 *
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export class ProtobufWriter {
  readonly #parts: Uint8Array[] = [];
  #open: number[] = [];

  #varint(value: number | bigint): void {
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest > 127n) {
      this.#open.push(Number(rest & 127n) | 128);
      rest >>= 7n;
    }
    this.#open.push(Number(rest));
  }

  #tag(field: number, wireType: number): void {
    this.#varint(field << 3 | wireType);
  }

  /** Writes an integer field; negative numbers in two's complement. */
  integer(field: number, value: number): this {
    this.#tag(field, 0);
    this.#varint(value);
    return this;
  }

  /** Writes a 32-bit floating-point field. */
  float(field: number, value: number): this {
    this.#tag(field, 5);
    this.#open.push(...new Uint8Array(Float32Array.of(value).buffer));
    return this;
  }

  /** Writes a field of raw bytes. */
  bytes(field: number, value: Uint8Array): this {
    this.#tag(field, 2);
    this.#varint(value.length);
    this.#parts.push(Uint8Array.from(this.#open), value);
    this.#open = [];
    return this;
  }

  /** Writes a text field. */
  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  /** Writes a nested message. */
  message(field: number, value: ProtobufWriter): this {
    return this.bytes(field, value.finish());
  }

  /** Everything written so far. */
  finish(): Uint8Array {
    const parts = [...this.#parts, Uint8Array.from(this.#open)];
    const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let offset = 0;
    for (const part of parts) {
      all.set(part, offset);
      offset += part.length;
    }
    return all;
  }
}
