import { dateOf } from '../runtime/index.ts';

/**
 * Reads what `toStateJson` made.
 *
 * @throws SyntaxError for a kind that it never makes
 */
export function fromStateJson(json: unknown): unknown {
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) return json.map(fromStateJson);
  if ('$' in json) return tagged(json as { readonly $: unknown; readonly value?: unknown });
  return Object.fromEntries(Object.entries(json).map(([name, one]) => [name, fromStateJson(one)]));
}

function tagged({ $: kind, value }: { readonly $: unknown; readonly value?: unknown }): unknown {
  const make = typeof kind === 'string' && Object.hasOwn(MAKERS, kind) ? MAKERS[kind] : undefined;
  if (make === undefined) throw new SyntaxError(`unknown kind of value ${JSON.stringify(kind)}`);
  return make(value);
}

const entriesOf = (value: unknown): (readonly [unknown, unknown])[] =>
  (value as [unknown, unknown][]).map(([key, one]) => [fromStateJson(key), fromStateJson(one)]);

const bytesOf = (value: unknown): ArrayBuffer => {
  const bytes = Buffer.from(value as string, 'base64');
  // A buffer of its own, which every kind of number fits into from its beginning.
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
};

const VIEWS: readonly (new (bytes: ArrayBuffer) => ArrayBufferView)[] = [
  ...[Uint8Array, Uint8ClampedArray, Int8Array, Uint16Array, Int16Array, Uint32Array, Int32Array],
  ...[Float32Array, Float64Array, BigInt64Array, BigUint64Array, DataView],
];

const MAKERS: Readonly<Record<string, (value: unknown) => unknown>> = {
  undefined: () => undefined,
  number: Number,
  bigint: (value) => BigInt(value as string),
  Map: (value) => new Map(entriesOf(value)),
  Set: (value) => new Set((value as unknown[]).map(fromStateJson)),
  Date: (value) => dateOf(fromStateJson(value) as number),
  object: (value) => Object.fromEntries(entriesOf(value) as [string, unknown][]),
  ArrayBuffer: bytesOf,
  Buffer: (value) => Buffer.from(value as string, 'base64'),
  ...Object.fromEntries(
    VIEWS.map((View) => [View.name, (value: unknown) => new View(bytesOf(value))]),
  ),
};
