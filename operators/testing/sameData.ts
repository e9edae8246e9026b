/** Whether two values hold the same data: by content for arrays, maps, sets and objects. */
export function sameData(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (a instanceof Error) return a.message === (b as Error).message && sameFields(a, b);
  if (a instanceof Map) return sameData([...a], [...(b as typeof a)]);
  if (a instanceof Set) return sameData([...a], [...(b as typeof a)]);
  return a.valueOf() === a ? sameFields(a, b) : Object.is(a.valueOf(), b.valueOf());
}

function sameFields(a: object, b: object): boolean {
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && sameData(fieldOf(a, name), fieldOf(b, name)))
  );
}

/** A field of any object by its name. */
export function fieldOf(value: object, name: string): unknown {
  return (value as Readonly<Record<string, unknown>>)[name];
}
