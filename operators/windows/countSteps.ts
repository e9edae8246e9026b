/** Which events of a key, counted from 0, are in which window. */
export interface CountSteps {
  readonly count: number;
  readonly every: number;
  /** How many events have come when the first window fires. */
  readonly first: number;
  /** Windows begin and end at multiples of this many events. */
  readonly block: number;
}

/** @param partial whether the first windows have begun before the first event */
export function makeCountSteps(count: number, every: number, partial: boolean): CountSteps {
  return { count, every, first: partial ? every : count, block: commonDivisor(count, every) };
}

/** Whether a window fires when so many events have come. */
export function firesAt({ first, every }: CountSteps, seen: number): boolean {
  return seen >= first && (seen - first) % every === 0;
}

/** How many events more the next window needs to fire, when so many have come. */
export function missingAt({ first, every }: CountSteps, seen: number): number {
  return seen < first ? first - seen : every - ((seen - first) % every);
}

/** Which event the next window to fire begins with, when so many have come. */
export function nextStart({ count, every, first }: CountSteps, seen: number): number {
  if (seen < first) return first - count;
  return first + (Math.floor((seen - first) / every) + 1) * every - count;
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
