/** A pane with the events in it instead of a result, and the watermark that stands before it in the output. */
export interface NaivePane<T> {
  readonly key: unknown;
  readonly window: { readonly start: number; readonly end: number };
  readonly events: readonly T[];
  readonly timing: 'onTime' | 'late';
  readonly index: number;
  readonly final: boolean;
  readonly replaces?: readonly { readonly start: number; readonly end: number }[];
  readonly timestamp: number;
  readonly before: number;
}

/** A late event with what an operator has to tell of it. */
export interface NaiveLate<T> {
  readonly value: T;
  readonly timestamp: number;
  readonly watermark: number;
  readonly behind: number;
  readonly reason: 'windowClosed';
}

/** Everything that has to come out of a window operator, in order. */
export interface NaiveOutcome<T> {
  readonly panes: readonly NaivePane<T>[];
  readonly late: readonly NaiveLate<T>[];
  readonly unassigned: number;
}
