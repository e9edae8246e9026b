/** An event as a fold meets it. */
export interface FoldEvent<T> {
  readonly value: T;
  readonly timestamp: number;
  readonly watermark: number;
  readonly arrival: number;
}

/** What to do with the events of each key, one after the other. */
export interface Fold<T, S> {
  readonly keyOf: (value: T) => unknown;
  /** How long a key's state lives, and by which clock. */
  readonly life:
    | { readonly clock: 'eventTime' | 'processingTime'; readonly span: number }
    | undefined;
  readonly judgesLate: boolean;
  /** Gives the new state and what comes out, or nothing where the event does not count. */
  readonly take: (
    state: S | undefined,
    value: T,
    timestamp: number,
  ) => { readonly state: S; readonly out: readonly unknown[] } | undefined;
  /** A state with nothing in it is forgotten at once, and so is how long it would have lived. */
  readonly isEmpty?: (state: S) => boolean;
  readonly expire?: (state: S) => readonly unknown[];
}

/** What has to come out of a fold. */
export interface Folded {
  readonly rows: readonly {
    readonly value: unknown;
    readonly timestamp: number;
    readonly before: number;
  }[];
  readonly late: number;
  readonly dropped: number;
}

interface Entry<S> {
  readonly state: S;
  readonly latest: number;
  readonly deadline: number;
}

/** Folds events by key with a time to live: all keys are looked at before each event. */
export function keyedFold<T, S>(
  events: readonly FoldEvent<T>[],
  atEnd: number,
  { keyOf, life, judgesLate, take, isEmpty, expire }: Fold<T, S>,
): Folded {
  const kept = new Map<unknown, Entry<S>>();
  const rows: { value: unknown; timestamp: number; before: number }[] = [];
  let [late, dropped, passed] = [0, 0, -Infinity];
  const endLives = (now: number, before: (entry: Entry<S>) => number): void => {
    const due = [...kept].filter(([, { deadline }]) => deadline <= now);
    for (const [key, entry] of due.sort(([, a], [, b]) => a.deadline - b.deadline)) {
      kept.delete(key);
      const timestamp = life?.clock === 'eventTime' ? entry.deadline : entry.latest;
      for (const value of expire?.(entry.state) ?? []) {
        rows.push({ value, timestamp, before: before(entry) });
      }
    }
  };
  const passTime = (watermark: number): void => {
    if (life?.clock === 'eventTime') {
      endLives(watermark, ({ deadline }) => Math.max(passed, deadline - 1));
    }
    passed = watermark;
  };
  for (const { value, timestamp, watermark, arrival } of events) {
    passTime(watermark);
    if (life?.clock === 'processingTime') endLives(arrival, () => watermark);
    if (judgesLate && timestamp <= watermark) {
      late += 1;
      continue;
    }
    const key = keyOf(value);
    const old = kept.get(key);
    const taken = take(old?.state, value, timestamp);
    if (taken === undefined) {
      dropped += 1;
      continue;
    }
    const clock = life?.clock === 'eventTime' ? timestamp : arrival;
    kept.set(key, {
      state: taken.state,
      latest: Math.max(old?.latest ?? -Infinity, timestamp),
      deadline:
        life === undefined ? Infinity : Math.max(old?.deadline ?? -Infinity, clock + life.span),
    });
    if (isEmpty?.(taken.state)) kept.delete(key);
    for (const out of taken.out) rows.push({ value: out, timestamp, before: watermark });
  }
  passTime(atEnd);
  return { rows, late, dropped };
}
