/** A column of numbers with room for `capacity` rows; what was there stays, new rows are `empty`. */
export function growNumbers(numbers: Float64Array, capacity: number, empty = 0): Float64Array {
  if (capacity <= numbers.length) return numbers;
  const grown = new Float64Array(capacity);
  if (empty !== 0) grown.fill(empty, numbers.length);
  grown.set(numbers);
  return grown;
}
