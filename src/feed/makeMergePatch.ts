import { canonicalJson, isObject } from '../wire/index.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * The JSON merge patch (RFC 7396) that makes one object of plain data of another; undefined where
 * none can say it, because a field becomes null. An array that differs goes whole.
 */
export function makeMergePatch(from: Fields, to: Fields): Fields | undefined {
  const gone = Object.keys(from).filter((name) => !Object.hasOwn(to, name));
  const patch = new Map<string, unknown>(gone.map((name) => [name, null]));
  for (const [name, value] of Object.entries(to)) {
    const old = Object.hasOwn(from, name) ? from[name] : undefined;
    if (isSame(old, value)) continue;
    const change = isObject(value) ? makeMergePatch(isObject(old) ? old : {}, value) : value;
    if (change === undefined || change === null) return undefined;
    patch.set(name, change);
  }
  return Object.fromEntries(patch);
}

function isSame(old: unknown, value: unknown): boolean {
  if (old === value) return true;
  if (typeof old !== 'object' || typeof value !== 'object') return false;
  return old !== null && value !== null && canonicalJson(old) === canonicalJson(value);
}
