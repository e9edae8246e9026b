/** How deep arrays and objects of a message may be nested, the message itself counted. */
export const MOST_DEEP = 1_000;
/** The message, and the list of its items. */
const AROUND_ITEM = 2;

/** How deep an item may be nested, itself counted. */
export const MOST_DEEP_ITEM: number = MOST_DEEP - AROUND_ITEM;

/**
 * Whether an item is nested deeper than readers of every codec take it. One that holds itself is not: it
 * cannot be written at all, which its codec says.
 */
export function isTooDeep(item: object): boolean {
  const path = pathBeyond(item, MOST_DEEP_ITEM);
  return path !== undefined && new Set(path).size === path.length;
}

/** The arrays and objects around the first that is nested deeper; undefined where none is. */
function pathBeyond(value: unknown, most: number): object[] | undefined {
  if (!isNested(value)) return undefined;
  if (most === 0) return [value];
  const told = toldAs(value);
  if (!isNested(told)) return undefined;
  const path = Array.isArray(told) ? pathInArray(told, most - 1) : pathInObject(told, most - 1);
  path?.push(value);
  return path;
}

/** What codecs write of a value that has its own way to be told, such as a date. */
function toldAs(value: { readonly toJSON?: unknown }): unknown {
  return typeof value.toJSON === 'function' ? (value.toJSON('') as unknown) : value;
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function pathInArray(values: readonly unknown[], most: number): object[] | undefined {
  for (const value of values) {
    const path = isNested(value) ? pathBeyond(value, most) : undefined;
    if (path !== undefined) return path;
  }
  return undefined;
}

function pathInObject(value: object, most: number): object[] | undefined {
  for (const name in value) {
    const inner = (value as Readonly<Record<string, unknown>>)[name];
    // Most hold scalars, and this is looked at for each event.
    if (!isNested(inner) || !Object.hasOwn(value, name)) continue;
    const path = pathBeyond(inner, most);
    if (path !== undefined) return path;
  }
  return undefined;
}
