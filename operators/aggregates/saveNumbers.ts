/** The saved form of some cells of a column: much faster than by a view of them, which is an object. */
export function saveNumbers(cells: Float64Array, from: number, count: number): number[] {
  const saved: number[] = [];
  for (let i = from; i < from + count; i += 1) saved.push(cells[i] as number);
  return saved;
}
