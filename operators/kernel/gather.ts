/** Which rows of a chunk are meant: the first `length` of the positions. */
export interface Picks {
  readonly positions: readonly number[];
  readonly length: number;
}

/** Of each row the entry of a column of numbers. */
export function gather(column: readonly number[], { positions, length }: Picks): readonly number[] {
  const gathered = new Array<number>(length);
  for (let i = 0; i < length; i += 1) gathered[i] = column[positions[i] as number] as number;
  return gathered;
}

/** The same for values: apart from `gather`, whose arrays hold numbers as such. */
export function gatherValues(
  column: readonly unknown[],
  { positions, length }: Picks,
): readonly unknown[] {
  const gathered = new Array<unknown>(length);
  for (let i = 0; i < length; i += 1) gathered[i] = column[positions[i] as number];
  return gathered;
}

/** The same for watermarks: one number where there is one row, as behind a filter that lets little pass. */
export function gatherBefore(
  before: number | readonly number[],
  picks: Picks,
): number | readonly number[] {
  if (typeof before === 'number') return before;
  return picks.length === 1
    ? (before[picks.positions[0] as number] as number)
    : gather(before, picks);
}
