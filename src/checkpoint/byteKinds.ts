/** What is bytes below: made from a buffer of its own. */
export interface ByteKind {
  readonly prototype: object;
  make(bytes: ArrayBuffer): unknown;
}

type View = new (bytes: ArrayBuffer) => ArrayBufferView;

function viewKind(kind: View): ByteKind {
  return { prototype: kind.prototype as object, make: (bytes) => new kind(bytes) };
}

/** The kinds of bytes that are kept, by the number under which they are written. */
export const byteKinds: readonly ByteKind[] = [
  { prototype: ArrayBuffer.prototype, make: (bytes) => bytes },
  { prototype: Buffer.prototype, make: (bytes) => Buffer.from(bytes) },
  ...[Uint8Array, Uint8ClampedArray, Int8Array, Uint16Array, Int16Array].map(viewKind),
  ...[Uint32Array, Int32Array, Float32Array, Float64Array].map(viewKind),
  ...[BigInt64Array, BigUint64Array, DataView].map(viewKind),
];
