import { Observable } from 'rxjs';

/** So many values are looked at before they are given. */
const AHEAD = 16;

/**
 * The values of an array one by one, as `from` gives them.
 *
 * A value is an object somewhere in memory as a rule, and a chain that gets each alone waits for it to be
 * read, often for longer than it works on it. Looked at a few at a time, they are read together.
 */
export function eachAlone<T>(values: readonly T[]): Observable<T> {
  return new Observable((subscriber) => {
    for (let next = 0, seen = 0; next < values.length && !subscriber.closed; next += 1) {
      if (next === seen) seen += lookAhead(values, next);
      subscriber.next(values[next] as T);
    }
    subscriber.complete();
  });
}

/** Looks at the next few values, and gives back how many there are: what has no result is not run. */
function lookAhead(values: readonly unknown[], from: number): number {
  const end = Math.min(from + AHEAD, values.length);
  let objects = 0;
  let others = 0;
  for (let i = from; i < end; i += 1) {
    if (typeof values[i] === 'object') objects += 1;
    else others += 1;
  }
  return objects + others;
}
