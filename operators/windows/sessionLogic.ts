import { readSavedView, RowChanges, watermarkBefore } from '../kernel/index.ts';
import type {
  Chunk,
  Logic,
  LogicContext,
  Milliseconds,
  OpenWindows,
  StateView,
} from '../kernel/index.ts';
import type { AggregateRecord } from '../aggregates/index.ts';
import type { PlainPane } from './alignedConfig.ts';
import { Deadlines } from './deadlines.ts';
import type { Key, Timing, Window } from './pane.ts';
import { RowItems } from './rowItems.ts';
import { RowTable } from './rowTable.ts';
import type { Session } from './session.ts';
import { SessionMap } from './sessionMap.ts';

/** The checked config of session windows. */
export interface SessionConfig<T, K extends Key> {
  readonly owner: string;
  readonly gap: Milliseconds;
  /** The gap of each event, where it is not the same for all; `gap` is then about what is typical. */
  readonly gapOf?: ((value: T) => Milliseconds) | undefined;
  /** Whether events exactly one gap apart are of one session. */
  readonly touching: boolean;
  readonly keyOf: (value: T) => K;
  readonly aggregate: AggregateRecord<T>;
  readonly lateness: Milliseconds;
}

/** A saved session: key, created, start, end, passed, panes, standing, row. */
type SavedSession<K> = readonly [
  K,
  number,
  Milliseconds,
  Milliseconds,
  boolean,
  number,
  readonly Window[],
  unknown,
];

/**
 * Session windows: each key's events with less than a gap between them.
 *
 * Algorithm: a key's latest session lies inline in the map, earlier ones are chained behind it. An
 * event that falls into the only session it meets, one that has not fired, prolongs it and is added
 * with its run; any other event (one that opens a session, joins two, corrects a fired one, or is
 * late) is taken by itself. Deadlines, of firing at end - 1 and of closing allowedLateness later,
 * are found by `Deadlines`, where prolonging costs nothing.
 *
 * State: one row and one record per session that is not closed. A snapshot has an entry per row.
 * Invariant: a session that has not passed ends after the watermark; it is filed at its end - 1 or before.
 */
export class SessionLogic<T, K extends Key> implements Logic<T> {
  readonly #config: SessionConfig<T, K>;
  readonly #context: LogicContext<T, PlainPane<K>>;
  readonly #table: RowTable<T>;
  readonly #sessions: SessionMap<K>;
  readonly #deadlines: Deadlines<Session<K>>;
  /** Undefined before the first snapshot. */
  #changes: RowChanges | undefined;
  /** The sessions by row, where there are snapshots. */
  #byRow: RowItems<Session<K>> | undefined;
  #created = 0;
  #rows: Int32Array = new Int32Array(512);
  wake: Milliseconds = Infinity;

  constructor(config: SessionConfig<T, K>, context: LogicContext<T, PlainPane<K>>) {
    const { gap, lateness, touching } = config;
    this.#config = config;
    this.#context = context;
    this.#table = new RowTable(config.aggregate);
    this.#sessions = new SessionMap(touching);
    const deadlineOf = ({ end, passed }: Session<K>): number => end - 1 + (passed ? lateness : 0);
    this.#deadlines = new Deadlines(gap / 16, deadlineOf);
  }

  get size(): number {
    return this.#table.size;
  }

  get openWindows(): OpenWindows {
    const waiting = this.#sessions.all().filter(({ passed }) => !passed);
    const nextEnd = waiting.reduce((next, { end }) => Math.min(next, end), Infinity);
    return { count: waiting.length, nextEnd };
  }

  add(chunk: Chunk<T>, from: number, to: number): number {
    if (this.#rows.length < to - from) this.#rows = new Int32Array(to - from);
    const { values, timestamps } = chunk;
    const { keyOf, gap, gapOf } = this.#config;
    const { wake } = this;
    const rows = this.#rows;
    const changes = this.#changes;
    let start = from;
    for (let i = from; i < to; i += 1) {
      const timestamp = timestamps[i] as number;
      const key = keyOf(values[i] as T);
      const end = timestamp + (gapOf === undefined ? gap : gapOf(values[i] as T));
      const session = this.#sessions.only(key, timestamp, end);
      if (session !== undefined && !session.passed) {
        if (changes !== undefined) changes.touch(session.row);
        if (end > session.end) session.end = end;
        if (timestamp < session.start) session.start = timestamp;
        rows[i - start] = session.row;
        continue;
      }
      this.#table.add(rows, chunk, start, i);
      this.#addAlone(chunk, i, key, end);
      start = i + 1;
      if (this.wake < wake) return start;
    }
    this.#table.add(rows, chunk, start, to);
    return to;
  }

  advance(watermark: Milliseconds): void {
    for (
      let due = this.#deadlines.take(watermark);
      due !== undefined;
      due = this.#deadlines.take(watermark)
    ) {
      if (due.passed) this.#close(due);
      else this.#pass(due, watermark);
    }
    this.wake = this.#deadlines.next;
  }

  snapshot(changesOnly: boolean): StateView {
    this.#changes ??= this.#beginTelling();
    return this.#changes.view(this.#created, this.#table.count, changesOnly);
  }

  restore(state: unknown): void {
    const { head, entries } = readSavedView(this.#config.owner, state);
    const sessions = entries.map(([, content]) => content as SavedSession<K>);
    for (const [key, order, start, end, passed, panes, standing, row] of sessions) {
      const session = this.#newSession(key, start, end, this.#table.load(this.#config.owner, row));
      Object.assign(session, { created: order, passed, panes, standing });
      this.#deadlines.file(session);
    }
    this.#created = head as number;
    this.wake = this.#deadlines.next;
  }

  #beginTelling(): RowChanges {
    const byRow = new RowItems(this.#sessions.all());
    const changes = new RowChanges((row) => this.#save(byRow.get(row)));
    this.#byRow = byRow;
    this.#table.tell(changes);
    return changes;
  }

  #save(session: Session<K> | undefined): SavedSession<K> | undefined {
    if (session === undefined) return undefined;
    const { key, created, start, end, passed, panes, standing, row } = session;
    return [key, created, start, end, passed, panes, standing, this.#table.save(row)];
  }

  /** An event that opens a session, joins or corrects some, or is late. */
  #addAlone(chunk: Chunk<T>, index: number, key: K, end: Milliseconds): void {
    const { lateness } = this.#config;
    const timestamp = chunk.timestamps[index] as number;
    const watermark = watermarkBefore(chunk, index);
    const met = this.#sessions.meeting(key, timestamp, end);
    const behind = watermark - (end - 1 + lateness);
    if (met.length === 0 && behind >= 0) {
      const value = chunk.values[index] as T;
      this.#context.late({ value, timestamp, watermark, behind, reason: 'windowClosed' });
      return;
    }
    const session =
      met[0] ?? this.#newSession(key, timestamp, end, this.#table.allocate(watermark));
    this.#changes?.touch(session.row);
    for (const other of met.slice(1)) this.#merge(session, other);
    session.start = Math.min(session.start, timestamp);
    session.end = Math.max(session.end, end);
    this.#table.addOne(session.row, chunk, index);
    session.passed = session.end - 1 <= watermark;
    if (session.passed) {
      this.#context.output.at(chunk, index);
      this.#context.counters.corrections += 1;
      this.#emit(session, 'late', watermark);
    }
    this.#deadlines.file(session);
    this.wake = this.#deadlines.next;
  }

  #newSession(key: K, start: Milliseconds, end: Milliseconds, row: number): Session<K> {
    const session: Session<K> = {
      key,
      created: this.#created,
      start,
      end,
      row,
      passed: false,
      panes: 0,
      standing: [],
      gone: false,
      filed: Infinity,
      earlier: undefined,
      later: undefined,
    };
    this.#created += 1;
    this.#byRow?.set(session);
    this.#sessions.add(session);
    return session;
  }

  #merge(into: Session<K>, other: Session<K>): void {
    this.#table.merge(into.row, other.row);
    into.start = Math.min(into.start, other.start);
    into.end = Math.max(into.end, other.end);
    into.created = Math.min(into.created, other.created);
    into.panes += other.panes;
    into.standing = [...into.standing, ...other.standing];
    this.#remove(other);
  }

  #pass(session: Session<K>, watermark: Milliseconds): void {
    this.#changes?.touch(session.row);
    this.#context.output.raise(session.end - 2);
    this.#context.counters.onTime += 1;
    this.#emit(session, 'onTime', watermark);
    session.passed = true;
    if (this.#config.lateness === 0) this.#close(session);
    else this.#deadlines.file(session);
  }

  #emit(session: Session<K>, timing: Timing, watermark: Milliseconds): void {
    const { key, start, end, row, panes: index, standing: replaces } = session;
    const window = { start, end };
    const final = this.#config.lateness === 0 || watermark === Infinity;
    const value = this.#table.result(row);
    session.panes += 1;
    session.standing = [window];
    this.#context.output.emit({ key, window, value, timing, index, final, replaces }, end - 1);
  }

  #close(session: Session<K>): void {
    this.#context.counters.closed += 1;
    this.#remove(session);
  }

  #remove(session: Session<K>): void {
    session.gone = true;
    this.#sessions.remove(session);
    this.#table.release(session.row);
    this.#byRow?.delete(session.row);
  }
}
