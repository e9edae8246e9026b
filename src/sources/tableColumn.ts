/** A column whose rows point to their values: what repeats is held once. */
export interface TableColumn {
  readonly values: ArrayLike<unknown>;
  /** Of each row, where its value is. */
  readonly places: Int32Array;
}

/** A column with a value for each row. */
export function plainColumn(values: ArrayLike<unknown>): TableColumn {
  const places = new Int32Array(values.length);
  for (let row = 0; row < places.length; row += 1) places[row] = row;
  return { values, places };
}

/** Some rows of a column, in the given order. */
export function rowsOfColumn(
  { values, places }: TableColumn,
  rows: readonly number[],
): TableColumn {
  const taken = new Int32Array(rows.length);
  for (let i = 0; i < taken.length; i += 1) taken[i] = places[rows[i] as number] as number;
  return { values, places: taken };
}
