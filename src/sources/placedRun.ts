import type { Placing } from './pulledSetup.ts';

/** Values as they were read together. */
export interface PlacedRun<T> {
  readonly values: readonly T[];
  /** Where reading can begin so that these come first; undefined where it cannot begin there. */
  readonly place: { readonly at: unknown } | undefined;
}

/** How the positions of runs of values are found. */
export function byPlace<T>(): Placing<PlacedRun<T>> {
  return {
    placeOf: ({ place }) => place,
    count: ({ values }) => values.length,
    without: ({ values, place }, count) => ({ values: values.slice(count), place }),
  };
}

/** Cuts runs that are too long, and leaves out those without values. */
export async function* cutRuns<T>(
  runs: AsyncIterable<readonly T[] | PlacedRun<T>>,
  chunkSize: number,
): AsyncGenerator<PlacedRun<T>> {
  for await (const given of runs) {
    const run = isPlaced(given) ? given : { values: given, place: undefined };
    const { values } = run;
    if (values.length <= chunkSize) {
      if (values.length > 0) yield run;
      continue;
    }
    for (let start = 0; start < values.length; start += chunkSize) {
      const place = start === 0 ? run.place : undefined;
      yield { values: values.slice(start, start + chunkSize), place };
    }
  }
}

function isPlaced<T>(run: readonly T[] | PlacedRun<T>): run is PlacedRun<T> {
  return 'values' in run && typeof run.values !== 'function';
}
