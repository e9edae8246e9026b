/** Whether a value can stand in a column of a row. */
export function isScalar(value: unknown): value is string | number | boolean | null {
  return (
    typeof value === 'number' ||
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    value === null
  );
}
