import type { FiredArrival, NaiveFiring, NaiveKind, Span } from './naiveFiring.ts';

interface Held<T> extends FiredArrival<T> {
  fresh: boolean;
  gone: boolean;
  readonly due: number;
}

/** A pane with the events in it, as it has to come out. */
export interface FiredPane<T> {
  readonly key: unknown;
  readonly window: Span;
  readonly events: readonly T[];
  readonly timing: 'early' | 'onTime' | 'late';
  readonly index: number;
  readonly nonSpeculativeIndex: number;
  readonly final: boolean;
  readonly replaces: readonly Span[];
  readonly retract: boolean;
  readonly timestamp: number;
  readonly before: number;
}

interface Bucket<T> {
  readonly key: unknown;
  window: Span;
  created: number;
  events: Held<T>[];
  panes: number;
  settled: number;
  owed: boolean;
  passed: boolean;
  finished: boolean;
  /** Steps of event time fire after this. */
  stepsAfter: number;
  standing: FiredPane<T>[];
}

/** Everything that has to come out, in order. */
export interface FiredOutcome<T> {
  readonly panes: readonly FiredPane<T>[];
  readonly late: readonly T[];
  readonly unassigned: number;
  readonly finished: number;
  readonly unfired: number;
}

/**
 * Fires windows by walking event time from one moment at which a window may fire to the next, with
 * all events of every window at hand, each marked with what has been shown of it.
 */
export class FiredPanes<T> {
  readonly #kind: NaiveKind<T>;
  readonly #firing: NaiveFiring;
  readonly #valueOf: (events: readonly T[]) => string;
  #buckets: Bucket<T>[] = [];
  #created = 0;
  readonly #panes: FiredPane<T>[] = [];
  readonly #late: T[] = [];
  #unassigned = 0;
  #finished = 0;
  #unfired = 0;
  #before = -Infinity;
  #now = -Infinity;

  constructor(kind: NaiveKind<T>, firing: NaiveFiring, valueOf: (events: readonly T[]) => string) {
    this.#kind = kind;
    this.#firing = firing;
    this.#valueOf = valueOf;
  }

  /** @param outOfOrderness the disorder of the source, which ends behind the last event */
  run(arrivals: readonly FiredArrival<T>[], outOfOrderness: number): FiredOutcome<T> {
    for (const arrival of arrivals) {
      this.#walk(arrival.watermark);
      this.#before = arrival.watermark;
      this.#passClock(arrival.arrival);
      this.#take(arrival);
    }
    const largest = Math.max(...arrivals.map(({ timestamp }) => timestamp));
    const last = largest - outOfOrderness - 1;
    this.#walk(last);
    const ends = this.#buckets.map(({ window }) => window.end).filter((end) => end < Infinity);
    this.#walk(Math.max(...ends) + this.#firing.lateness, true);
    // What is left has no end but that of time; no watermark of its own stands before it.
    if (this.#buckets.length > 0) this.#passTime(Infinity, true, Math.max(this.#now, last));
    return {
      panes: this.#panes,
      late: this.#late,
      unassigned: this.#unassigned,
      finished: this.#finished,
      unfired: this.#unfired,
    };
  }

  /** Lets the watermark rise, by way of every moment at which something may fire. */
  #walk(until: number, infinite = false): void {
    const { lateness, trigger } = this.#firing;
    const step = trigger.everyEventTime;
    for (;;) {
      const moments = this.#buckets.flatMap(({ window: { end }, events }) => {
        const times = events.map(({ timestamp }) => timestamp);
        const from = Math.max(this.#now, Math.min(...times) - 1);
        return [
          end - 1,
          end - 1 + lateness,
          step ? (Math.floor(from / step) + 1) * step : Infinity,
        ];
      });
      const next = Math.min(...moments.filter((moment) => moment > this.#now));
      if (next > until || next === Infinity) break;
      this.#now = next;
      this.#passTime(next, infinite);
    }
    this.#now = Math.max(this.#now, until);
  }

  #passTime(w: number, infinite: boolean, before: number = w - 1): void {
    const { lateness, trigger } = this.#firing;
    this.#before = before;
    const moving = 'gap' in this.#kind;
    const due = this.#buckets.filter(
      ({ window: { end }, passed }) =>
        (!passed && end - 1 === w) || (passed && end - 1 + lateness === w),
    );
    due.sort((a, b) =>
      moving
        ? a.created - b.created
        : a.window.end - b.window.end || a.window.start - b.window.start || a.created - b.created,
    );
    for (const bucket of due) {
      if (!bucket.passed) this.#reachEnd(bucket, infinite);
      if (bucket.window.end - 1 + lateness === w) this.#close(bucket);
    }
    const step = trigger.everyEventTime;
    if (step === undefined || w % step !== 0) return;
    const stepping = this.#buckets.filter(
      ({ stepsAfter, window, finished }) => !finished && stepsAfter < w && w < window.end - 1,
    );
    for (const bucket of stepping.sort((a, b) => a.created - b.created)) {
      if (content(bucket).length > 0) this.#fire(bucket, 'early', false);
    }
  }

  #passClock(now: number): void {
    const dueAt = (bucket: Bucket<T>): number =>
      Math.min(...bucket.events.filter(({ fresh }) => fresh).map(({ due }) => due));
    const due = this.#buckets.filter((bucket) => !bucket.passed && dueAt(bucket) <= now);
    due.sort((a, b) => dueAt(a) - dueAt(b) || a.created - b.created);
    for (const bucket of due) this.#fire(bucket, 'early', false);
  }

  #reachEnd(bucket: Bucket<T>, infinite: boolean): void {
    const { trigger, lateness, closePane, emptyPanes } = this.#firing;
    bucket.passed = true;
    bucket.stepsAfter = Infinity;
    if (bucket.finished || trigger.count !== undefined || trigger.everyEvent || trigger.onClose) {
      return;
    }
    const last = lateness === 0 || trigger.finishAtOnTime === true;
    const news =
      fresh(bucket).length > 0 ||
      (trigger.everyEventTime !== undefined && content(bucket).length > 0);
    if (news || emptyPanes || (lateness === 0 && closePane === 'always')) {
      this.#fire(bucket, 'onTime', last || (infinite && closePane !== 'always'));
    }
    bucket.owed = false;
    if (last) bucket.finished = true;
  }

  #close(bucket: Bucket<T>): void {
    const { trigger, closePane } = this.#firing;
    const left = fresh(bucket).length;
    if (!bucket.finished) {
      const wanted =
        closePane === 'always' || (left > 0 && (closePane === 'ifNew' || trigger.onClose));
      if (wanted) this.#fire(bucket, bucket.owed || trigger.onClose ? 'onTime' : 'late', true);
      else this.#unfired += left;
    }
    this.#buckets = this.#buckets.filter((other) => other !== bucket);
  }

  #take(arrival: FiredArrival<T>): void {
    const { timestamp, watermark, value } = arrival;
    const { lateness } = this.#firing;
    const key = this.#kind.keyOf(value);
    const closed = ({ end }: Span): boolean => end - 1 + lateness <= watermark;
    if ('gap' in this.#kind) {
      const own = { start: timestamp, end: timestamp + this.#kind.gap };
      const met = this.#meeting(key, own, this.#kind.touching);
      if (met.length === 0 && closed(own)) this.#late.push(value);
      else if (!this.#put(this.#join(key, own, met, watermark), arrival)) this.#finished += 1;
      return;
    }
    const windows = this.#kind.windowsOf(timestamp);
    const open = windows.filter((window) => !closed(window));
    if (windows.length === 0) this.#unassigned += 1;
    else if (open.length === 0) this.#late.push(value);
    else {
      const taken = open.map((window) => this.#put(this.#find(key, window, watermark), arrival));
      if (!taken.includes(true)) this.#finished += 1;
    }
  }

  #find(key: unknown, { start, end }: Span, watermark: number): Bucket<T> {
    const found = this.#buckets.find(
      ({ key: other, window }) => other === key && window.start === start && window.end === end,
    );
    return found ?? this.#open(key, { start, end }, watermark);
  }

  #open(key: unknown, window: Span, watermark: number): Bucket<T> {
    const passed = window.end - 1 <= watermark;
    const bucket: Bucket<T> = {
      key,
      window,
      created: this.#created,
      events: [],
      panes: 0,
      settled: 0,
      owed: !passed,
      passed,
      finished: false,
      stepsAfter: Infinity,
      standing: [],
    };
    this.#created += 1;
    this.#buckets.push(bucket);
    return bucket;
  }

  #meeting(key: unknown, own: Span, touching: boolean): Bucket<T>[] {
    return this.#buckets
      .filter(({ key: other, window }) => {
        const overlap = Math.min(window.end, own.end) - Math.max(window.start, own.start);
        return other === key && (touching ? overlap >= 0 : overlap > 0);
      })
      .sort((a, b) => a.created - b.created);
  }

  #join(key: unknown, own: Span, met: readonly Bucket<T>[], watermark: number): Bucket<T> {
    if (met.length === 0) return this.#open(key, own, watermark);
    const spans = [own, ...met.map(({ window }) => window)];
    const window = {
      start: Math.min(...spans.map(({ start }) => start)),
      end: Math.max(...spans.map(({ end }) => end)),
    };
    const passed = window.end - 1 <= watermark;
    const whole: Bucket<T> = {
      key,
      window,
      created: (met[0] as Bucket<T>).created,
      events: met.flatMap(({ events }) => events),
      panes: met.reduce((sum, { panes }) => sum + panes, 0),
      settled: met.reduce((sum, { settled }) => sum + settled, 0),
      owed: !passed || met.every(({ owed }) => owed),
      passed,
      finished: met.some(({ finished }) => finished),
      stepsAfter: Math.min(...met.map(({ stepsAfter }) => stepsAfter)),
      standing: met.flatMap(({ standing }) => standing),
    };
    if (whole.finished) {
      this.#unfired += fresh(whole).length;
      whole.events = [];
    }
    this.#buckets = this.#buckets.filter((bucket) => !met.includes(bucket));
    this.#buckets.push(whole);
    return whole;
  }

  #put(bucket: Bucket<T>, arrival: FiredArrival<T>): boolean {
    if (bucket.finished) return false;
    const { trigger } = this.#firing;
    const early = bucket.window.end - 1 > arrival.watermark;
    const every =
      early && trigger.early !== undefined && 'every' in trigger.early
        ? trigger.early.every
        : Infinity;
    bucket.events.push({
      ...arrival,
      fresh: true,
      gone: false,
      due: arrival.arrival + every,
    });
    if (early && bucket.stepsAfter === Infinity) {
      bucket.stepsAfter = Math.max(arrival.timestamp, arrival.watermark);
    }
    if (fresh(bucket).length >= this.#countOf(early)) {
      const timing = early ? 'early' : bucket.owed ? 'onTime' : 'late';
      this.#fire(bucket, timing, trigger.once === true);
    }
    return true;
  }

  /** How many events that no pane has shown make a pane. */
  #countOf(early: boolean): number {
    const { trigger } = this.#firing;
    if (trigger.count !== undefined) return trigger.count;
    if (trigger.everyEvent) return 1;
    if (trigger.onClose) return Infinity;
    if (!early) return trigger.late?.count ?? 1;
    return trigger.early !== undefined && 'count' in trigger.early ? trigger.early.count : Infinity;
  }

  #fire(bucket: Bucket<T>, timing: FiredPane<T>['timing'], final: boolean): void {
    const { accumulation, onlyChanged, trigger } = this.#firing;
    const shown = content(bucket);
    const pane: FiredPane<T> = {
      key: bucket.key,
      window: bucket.window,
      events: shown.map(({ value }) => value),
      timing,
      index: bucket.panes,
      nonSpeculativeIndex: timing === 'early' ? -1 : bucket.settled,
      final,
      replaces: accumulation === 'discarding' ? [] : bucket.standing.map(({ window }) => window),
      retract: false,
      timestamp: this.#timestampOf(bucket),
      before: this.#before,
    };
    const last = bucket.standing.at(-1);
    const unchanged =
      last !== undefined &&
      sameSpan(last.window, pane.window) &&
      this.#valueOf(last.events) === this.#valueOf(pane.events);
    if (!onlyChanged || !unchanged) this.#send(bucket, pane);
    for (const event of bucket.events) {
      event.fresh = false;
      if (accumulation === 'discarding') event.gone = true;
    }
    if (timing !== 'early') bucket.owed = false;
    if (trigger.once) bucket.finished = true;
  }

  #send(bucket: Bucket<T>, pane: FiredPane<T>): void {
    const { accumulation, retractMerged } = this.#firing;
    for (const earlier of bucket.standing) {
      const moved = !sameSpan(earlier.window, pane.window);
      if (accumulation === 'retracting' || (retractMerged && moved)) {
        this.#panes.push({ ...earlier, retract: true, before: this.#before });
      }
    }
    this.#panes.push(pane);
    bucket.panes += 1;
    if (pane.timing !== 'early') bucket.settled += 1;
    bucket.standing = [pane];
  }

  #timestampOf(bucket: Bucket<T>): number {
    const { resultTimestamp } = this.#firing;
    const times = (events: readonly Held<T>[]): number[] =>
      events.map(({ timestamp }) => timestamp);
    const ahead = fresh(bucket).filter(({ timestamp, watermark }) => timestamp > watermark);
    const chosen = {
      end: Infinity,
      latest: Math.max(...times(content(bucket))),
      earliest: Math.min(...times(fresh(bucket))),
      earliestAhead: Math.min(...times(ahead)),
    }[resultTimestamp];
    if (Number.isFinite(chosen)) return chosen;
    const { end } = bucket.window;
    return end < Infinity ? end - 1 : Math.max(...times(bucket.events));
  }
}

function content<T>({ events }: Bucket<T>): Held<T>[] {
  return events.filter(({ gone }) => !gone);
}

function fresh<T>({ events }: Bucket<T>): Held<T>[] {
  return events.filter((event) => event.fresh);
}

function sameSpan(a: Span, b: Span): boolean {
  return a.start === b.start && a.end === b.end;
}
