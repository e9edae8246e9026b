import { ArgumentTypeError, callbackError, checkFunction, show } from '../../operators/index.ts';

/**
 * What the columns of a table are filled with: fields of the same name, or for each column a function
 * of the row and its event time in milliseconds since the epoch.
 */
export type SinkColumns<T> =
  | readonly string[]
  | Readonly<Record<string, (value: T, timestamp: number) => unknown>>;

/** A column and how a row gives its value. */
export interface SinkColumn<T> {
  readonly name: string;
  readonly read: (value: T, timestamp: number) => unknown;
}

/** Checks the columns that a sink is told; undefined where the table's are taken. */
export function checkSinkColumns<T>(
  owner: string,
  columns: SinkColumns<T> | undefined,
): readonly SinkColumn<T>[] | undefined {
  if (columns === undefined) return undefined;
  const expected = "an array of the fields' names, or an object of functions, with one at least";
  if (typeof columns !== 'object' || columns === null)
    throw new ArgumentTypeError(owner, 'columns', expected, show(columns));
  const checked = Array.isArray(columns) ? fieldColumns<T>(owner, columns) : given(owner, columns);
  const isDouble = new Set(checked.map(({ name }) => name)).size < checked.length;
  if (checked.length === 0 || isDouble)
    throw new ArgumentTypeError(owner, 'columns', `${expected}, each once`, show(columns));
  return checked;
}

/** Columns that are filled with the fields of the same name. */
export function fieldColumns<T>(
  owner: string,
  names: readonly unknown[],
): readonly SinkColumn<T>[] {
  return names.map((name) => {
    if (typeof name !== 'string')
      throw new ArgumentTypeError(owner, 'columns', 'names of fields', show(name));
    return { name, read: (value) => fieldOf(value, name) };
  });
}

function given<T>(owner: string, columns: SinkColumns<T>): readonly SinkColumn<T>[] {
  return Object.entries(columns).map(([name, column]) => {
    checkFunction(owner, `columns.${name}`, column);
    return { name, read: called(owner, column as SinkColumn<T>['read']) };
  });
}

function called<T>(owner: string, read: SinkColumn<T>['read']): SinkColumn<T>['read'] {
  return (value, timestamp) => {
    try {
      return read(value, timestamp);
    } catch (error) {
      throw callbackError(owner, error);
    }
  };
}

/** A field of its own: what an object inherits is no data. */
function fieldOf(value: unknown, name: string): unknown {
  const isThere = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
  return isThere ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}
