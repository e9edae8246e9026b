import { isObject } from './isObject.ts';

/**
 * What a value becomes by a JSON merge patch (RFC 7396): objects are merged, null takes a field
 * out, all else takes the place of what was there. Neither argument is changed.
 */
export function applyMergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  // By a Map, because a field may have the name of something that all objects inherit.
  const fields = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) fields.delete(name);
    else fields.set(name, applyMergePatch(fields.get(name), value));
  }
  return Object.fromEntries(fields);
}
