type Given<T> = { [K in keyof T]: Exclude<T[K], undefined | null> };

/** The fields that have a value; null is none unless `isGiven` says so. */
export function given<T extends object>(
  fields: T,
  isGiven: (value: unknown) => boolean = (value) => value !== undefined && value !== null,
): Partial<Given<T>> {
  const entries = Object.entries(fields).filter(([, value]) => isGiven(value));
  return Object.fromEntries(entries) as Partial<Given<T>>;
}
