import { StreamError } from '../../operators/index.ts';
import { byteKinds } from './byteKinds.ts';
import { datePrototype } from './datePrototype.ts';
import { MOST_DEPTH } from './valueTags.ts';

/** A value that no checkpoint can hold, at a place such as `counts/window: entry 'a': .since`. */
export function unsavable(value: unknown, place = 'a value'): StreamError {
  const text = `checkpoint: ${place} cannot be saved: it is ${whatIs(value)}`;
  const fix =
    'keep plain data in the state: objects, lists, Maps, Sets, dates, bytes, texts, numbers';
  return new StreamError('MILLRACE_STATE_NOT_SAVABLE', `${text}; ${fix}`);
}

function whatIs(value: unknown): string {
  if (typeof value !== 'object' || value === null) return `a ${typeof value}`;
  if (isKept(Object.getPrototypeOf(value)))
    return `nested more than ${MOST_DEPTH} deep, or holds itself`;
  return `an object of the class ${value.constructor?.name || 'without a name'}`;
}

const KEPT: ReadonlySet<unknown> = new Set<unknown>([
  null,
  datePrototype,
  ...[Object, Array, Map, Set].map((one) => one.prototype as object),
  ...byteKinds.map(({ prototype }) => prototype),
]);

function isKept(prototype: unknown): boolean {
  return KEPT.has(prototype);
}

/** Where in a value that could not be written the fault is, such as `.since` or `[3].at`; undefined for none. */
export function findUnsavable(
  value: unknown,
  depth = 0,
): { readonly place: string; readonly value: unknown } | undefined {
  if (typeof value === 'function' || typeof value === 'symbol') return { place: '', value };
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth >= MOST_DEPTH || !isKept(Object.getPrototypeOf(value))) return { place: '', value };
  for (const [step, child] of childrenOf(value)) {
    const found = findUnsavable(child, depth + 1);
    if (found !== undefined) return { ...found, place: step + found.place };
  }
  return undefined;
}

function* childrenOf(value: object): Iterable<readonly [step: string, child: unknown]> {
  if (value instanceof Map) {
    for (const [key, content] of value) {
      yield [`.keys()`, key];
      yield [`.get(${shown(key)})`, content];
    }
  } else if (value instanceof Set) for (const member of value) yield ['.values()', member];
  else if (Array.isArray(value)) for (const [i, item] of value.entries()) yield [`[${i}]`, item];
  else if (!ArrayBuffer.isView(value))
    for (const [name, field] of Object.entries(value)) yield [`.${name}`, field];
}

function shown(key: unknown): string {
  return typeof key === 'string' ? `'${key.slice(0, 100)}'` : String(key).slice(0, 100);
}
