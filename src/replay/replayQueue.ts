import { StreamError } from '../../operators/index.ts';
import type { Milliseconds, Rows } from '../../operators/index.ts';

/** Which rows are replayed, by their arrival: `from` is in, `to` is not. */
export interface ReplayCut {
  readonly from: Milliseconds;
  readonly to: Milliseconds;
}

/** A run of rows with arrival times that is to be given. */
export interface ReplayRun<T> {
  readonly values: readonly T[];
  readonly arrivals: readonly Milliseconds[];
  readonly control: Rows<T>['control'];
}

/** Rows that were read and are not due yet, in their order. */
export class ReplayQueue<T> {
  readonly #cut: ReplayCut;
  /** The first is at `#head`; what is before it has gone. */
  #runs: ReplayRun<T>[] = [];
  #head = 0;
  /** Where in the first run the next row stands. */
  #at = 0;
  #newest: Milliseconds = -Infinity;
  #held = 0;
  #read = 0;
  /** How many of the next rows are left out. */
  #skip: number;

  /** @param skip how many of the first rows within the cut are left out */
  constructor(cut: ReplayCut, skip: number) {
    this.#cut = cut;
    this.#skip = skip;
  }

  /** How many rows within the cut have come, also those that are left out. */
  get read(): number {
    return this.#read;
  }

  /** How many rows wait. */
  get held(): number {
    return this.#held;
  }

  /** The arrival of the next row; -Infinity when a control is next, undefined when nothing is. */
  get nextArrival(): Milliseconds | undefined {
    const run = this.#runs[this.#head];
    return run === undefined ? undefined : (run.arrivals[this.#at] ?? -Infinity);
  }

  /**
   * Takes in what lies within the cut; tells whether more can come.
   *
   * @throws StreamError `MILLRACE_TIMESTAMP` for rows without arrivals or out of their order
   */
  add(rows: Rows<T>): boolean {
    const { values, arrivals = [], control } = rows;
    this.#check(values.length, arrivals);
    const first = firstFrom(arrivals, 0, this.#cut.from);
    const end = firstFrom(arrivals, first, this.#cut.to);
    const start = Math.min(first + this.#skip, end);
    this.#skip -= start - first;
    this.#read += end - first;
    const open = end === values.length;
    const whole = start === 0 && open;
    const run = {
      values: whole ? values : values.slice(start, end),
      arrivals: whole ? arrivals : arrivals.slice(start, end),
      control: open ? control : undefined,
    };
    if (run.values.length > 0 || run.control !== undefined) this.#runs.push(run);
    this.#held += run.values.length;
    return open;
  }

  /** Takes the rows of the first run that arrived up to `position`, no more than `limit`. */
  take(position: Milliseconds, limit: number): ReplayRun<T> {
    const run = this.#runs[this.#head] as ReplayRun<T>;
    const from = this.#at;
    const { length } = run.values;
    // The next whole millisecond is the first that is not due.
    const due = firstFrom(run.arrivals, from, Math.floor(position) + 1);
    const end = Math.min(due, from + limit);
    this.#held -= end - from;
    if (end < length) {
      this.#at = end;
      return { ...slice(run, from, end), control: undefined };
    }
    this.#next();
    return from === 0 ? run : slice(run, from, length);
  }

  #next(): void {
    this.#at = 0;
    this.#head += 1;
    if (this.#head * 2 < this.#runs.length) return;
    this.#runs = this.#runs.slice(this.#head);
    this.#head = 0;
  }

  #check(count: number, arrivals: readonly Milliseconds[]): void {
    if (arrivals.length !== count) {
      const text = 'replay: the rows of the source have no arrival times';
      throw new StreamError('MILLRACE_TIMESTAMP', `${text}; give them by reorder(source, …)`);
    }
    for (const arrival of arrivals) {
      if (!(arrival >= this.#newest)) this.#failOrder(arrival);
      this.#newest = arrival;
    }
  }

  #failOrder(arrival: Milliseconds): never {
    const text = `replay: an arrival of ${arrival} came after one of ${this.#newest}`;
    throw new StreamError(
      'MILLRACE_TIMESTAMP',
      `${text}; bring the rows in order by reorder(source, …)`,
    );
  }
}

function slice<T>(
  { values, arrivals, control }: ReplayRun<T>,
  from: number,
  to: number,
): ReplayRun<T> {
  return { values: values.slice(from, to), arrivals: arrivals.slice(from, to), control };
}

/** The first position from `start` on with a time of at least `time`. Binary search. */
function firstFrom(times: readonly Milliseconds[], start: number, time: Milliseconds): number {
  let low = start;
  let high = times.length;
  if (high === 0 || (times[high - 1] as number) < time) return high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] as number) >= time) high = middle;
    else low = middle + 1;
  }
  return low;
}
