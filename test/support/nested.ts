/** Lists in each other. */
export function nested(levels: number): unknown {
  let value: unknown[] = [];
  for (let n = 1; n < levels; n += 1) value = [value];
  return value;
}
