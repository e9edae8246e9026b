/** A number of things for people: `1 event`, `2,300 events`, `2 entries`. */
export function countText(count: number, one: string, many = `${one}s`): string {
  return `${wholeText(count)} ${Math.round(count) === 1 ? one : many}`;
}

/** A number for people, without fractions. */
export function wholeText(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
