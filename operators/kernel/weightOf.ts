/**
 * How many values a value counts for where it waits: an array, such as a batch, as many as it has, and
 * everything else one. So the marks of a pressure handle mean the same before and behind a batch.
 */
export function weightOf(value: unknown): number {
  return Array.isArray(value) && value.length > 1 ? value.length : 1;
}

/** How many values a run of values counts for, from a position up to, without, another. */
export function weightOfRun(
  values: readonly unknown[],
  from: number = 0,
  to: number = values.length,
): number {
  let weight = 0;
  for (let i = from; i < to; i += 1) weight += weightOf(values[i]);
  return weight;
}
