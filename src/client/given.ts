type Given<T> = { [K in keyof T]: Exclude<T[K], undefined | null> };

/** The fields that have a value. */
export function given<T extends object>(fields: T): Partial<Given<T>> {
  const entries = Object.entries(fields).filter(
    ([, value]) => value !== undefined && value !== null,
  );
  return Object.fromEntries(entries) as Partial<Given<T>>;
}
