/** Data nested deeper than this is left to `structuredClone`, which finds what refers to itself. */
const DEEPEST = 8;

/**
 * A copy of plain data that shares nothing with it, like that of `structuredClone` and several times
 * faster where it is numbers, texts, arrays and plain objects.
 *
 * @throws DataCloneError for what cannot be copied, such as a function
 */
export function copyData<D>(data: D): D {
  const copied = copyPlain(data, 0);
  return copied === NOT_PLAIN ? structuredClone(data) : (copied as D);
}

const NOT_PLAIN: unique symbol = Symbol('not plain');

function copyPlain(data: unknown, depth: number): unknown {
  if (typeof data === 'function' || typeof data === 'symbol') return NOT_PLAIN;
  if (typeof data !== 'object' || data === null) return data;
  if (depth > DEEPEST) return NOT_PLAIN;
  if (Array.isArray(data)) return copyArray(data, depth);
  const prototype: unknown = Object.getPrototypeOf(data);
  if (prototype !== Object.prototype) return NOT_PLAIN;
  return copyObject(data as Readonly<Record<string, unknown>>, depth);
}

function copyArray(data: readonly unknown[], depth: number): unknown {
  const copy: unknown[] = [];
  for (const each of data) {
    const copied = copyPlain(each, depth + 1);
    if (copied === NOT_PLAIN) return NOT_PLAIN;
    copy.push(copied);
  }
  return copy;
}

function copyObject(data: Readonly<Record<string, unknown>>, depth: number): unknown {
  const copy: Record<string, unknown> = {};
  // Not the entries, which are a list each.
  for (const name of Object.keys(data)) {
    if (name === '__proto__') return NOT_PLAIN;
    const copied = copyPlain(data[name], depth + 1);
    if (copied === NOT_PLAIN) return NOT_PLAIN;
    copy[name] = copied;
  }
  return copy;
}
