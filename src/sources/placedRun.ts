import type { MalformedLine } from './malformedPolicy.ts';
import type { Placing } from './pulledSetup.ts';

/** A malformed line among the values that were read with it. */
export interface MalformedAt {
  /** How many values of the run were read before it. */
  readonly before: number;
  readonly line: MalformedLine;
}

/** Values as they were read together. */
export interface PlacedRun<T> {
  readonly values: readonly T[];
  /** Where reading can begin so that these come first; undefined where it cannot begin there. */
  readonly place: { readonly at: unknown } | undefined;
  /** Lines that hold no value, in order; `malformed` of the source says what becomes of them. */
  readonly malformed?: readonly MalformedAt[];
}

const NONE: readonly never[] = [];

/** How the positions of runs are found: values and malformed lines count alike. */
export function byPlace<T>(): Placing<PlacedRun<T>> {
  return {
    placeOf: ({ place }) => place,
    count: ({ values, malformed = NONE }) => values.length + malformed.length,
    without: ({ values, place, malformed = NONE }, count) => {
      const lines = malformed.filter(({ before }, index) => before + index < count).length;
      const start = count - lines;
      const rest = malformed.slice(lines);
      return { values: values.slice(start), place, malformed: moved(rest, start) };
    },
  };
}

function moved(lines: readonly MalformedAt[], start: number): readonly MalformedAt[] {
  return lines.map(({ before, line }) => ({ before: before - start, line }));
}

/** Cuts runs that are too long, and leaves out those without anything. */
export async function* cutRuns<T>(
  runs: AsyncIterable<readonly T[] | PlacedRun<T>>,
  chunkSize: number,
): AsyncGenerator<PlacedRun<T>> {
  for await (const given of runs) {
    const run = isPlaced(given) ? given : { values: given, place: undefined };
    const { values, malformed = NONE } = run;
    if (values.length > chunkSize) yield* piecesOf(run, chunkSize);
    else if (values.length + malformed.length > 0) yield run;
  }
}

/** A malformed line goes with the value behind it, the last ones with the last value. */
function* piecesOf<T>(
  { values, place, malformed = NONE }: PlacedRun<T>,
  chunkSize: number,
): Generator<PlacedRun<T>> {
  let lines = 0;
  for (let start = 0; start < values.length; start += chunkSize) {
    const end = start + chunkSize;
    const isLast = end >= values.length;
    const from = lines;
    while (lines < malformed.length && (isLast || (malformed[lines] as MalformedAt).before < end))
      lines += 1;
    yield {
      values: values.slice(start, end),
      place: start === 0 ? place : undefined,
      malformed: moved(malformed.slice(from, lines), start),
    };
  }
}

function isPlaced<T>(run: readonly T[] | PlacedRun<T>): run is PlacedRun<T> {
  return 'values' in run && typeof run.values !== 'function';
}
