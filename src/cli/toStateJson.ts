/**
 * A value of saved state as what JSON can say: `{ "$": "Map", "value": [[…]] }` and its like stand for
 * what it cannot. `fromStateJson` reads it.
 */
export function toStateJson(value: unknown): unknown {
  if (typeof value === 'number') return numberJson(value);
  if (value === undefined) return { $: 'undefined' };
  if (typeof value === 'bigint') return { $: 'bigint', value: String(value) };
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return Array.from(value, toStateJson);
  return objectJson(value);
}

function numberJson(value: number): unknown {
  if (Number.isFinite(value) && !Object.is(value, -0)) return value;
  return { $: 'number', value: Object.is(value, -0) ? '-0' : String(value) };
}

function objectJson(value: object): unknown {
  if (value instanceof Map)
    return { $: 'Map', value: [...value].map((entry) => entry.map(toStateJson)) };
  if (value instanceof Set) return { $: 'Set', value: [...value].map(toStateJson) };
  if (isDate(value)) return { $: 'Date', value: toStateJson(value.getTime()) };
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer)
    return { $: value.constructor.name, value: Buffer.from(bytesOf(value)).toString('base64') };
  const fields = Object.entries(value).map(([name, one]) => [name, toStateJson(one)] as const);
  return '$' in value ? { $: 'object', value: fields } : Object.fromEntries(fields);
}

function isDate(value: object): value is { getTime(): number } {
  return Object.prototype.toString.call(value) === '[object Date]';
}

function bytesOf(value: ArrayBufferView | ArrayBuffer): Uint8Array {
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
}
