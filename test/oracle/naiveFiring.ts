/** An event as a window meets it: its times, the watermark and the clock before it. */
export interface FiredArrival<T> {
  readonly value: T;
  readonly timestamp: number;
  readonly watermark: number;
  readonly arrival: number;
}

/** A trigger in words, as the operators take it. */
export interface NaiveTrigger {
  readonly early?: { readonly count: number } | { readonly every: number };
  readonly late?: { readonly count: number };
  readonly finishAtOnTime?: boolean;
  readonly count?: number;
  readonly once?: boolean;
  readonly everyEventTime?: number;
  readonly everyEvent?: true;
  readonly onClose?: true;
}

/** Everything that decides when windows fire and what their panes tell. */
export interface NaiveFiring {
  readonly lateness: number;
  readonly trigger: NaiveTrigger;
  readonly accumulation: 'accumulating' | 'discarding' | 'retracting';
  readonly retractMerged: boolean;
  readonly emptyPanes: boolean;
  readonly closePane: 'never' | 'ifNew' | 'always';
  readonly onlyChanged: boolean;
  readonly resultTimestamp: 'end' | 'earliest' | 'earliestAhead' | 'latest';
}

/** Where windows are: named for each event, or sessions. */
export type NaiveKind<T> =
  | { readonly windowsOf: (timestamp: number) => readonly Span[]; readonly keyOf: KeyOf<T> }
  | { readonly gap: number; readonly touching: boolean; readonly keyOf: KeyOf<T> };

type KeyOf<T> = (value: T) => unknown;

/** A window. */
export interface Span {
  readonly start: number;
  readonly end: number;
}
