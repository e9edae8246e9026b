/** By a loop: `Array.from` asks a typed array for its iterator, which takes several times as long. */
export function plainArray<V>(values: ArrayLike<V>): V[] {
  const array = new Array<V>(values.length);
  for (let i = 0; i < array.length; i += 1) array[i] = values[i] as V;
  return array;
}
