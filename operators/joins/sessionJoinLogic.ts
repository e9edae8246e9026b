import { ItemChanges, readSavedView, watermarkBefore } from '../kernel/index.ts';
import type { Logic, LogicContext, Milliseconds, OpenWindows, StateView } from '../kernel/index.ts';
import { Deadlines } from '../windows/index.ts';
import type { Key, Window } from '../windows/index.ts';
import { CellJoin } from './cellJoin.ts';
import type { CellJoinSettings } from './cellJoin.ts';
import { byEnd, largestOf, rowCount, sortRows } from './joinSession.ts';
import type { JoinSession, SessionRow } from './joinSession.ts';
import { RowBlocks, rowsOf } from './rowBlocks.ts';
import type { RowBlock } from './rowBlocks.ts';
import { judgedBy, sidedAt } from './side.ts';
import type { LateBy, Side, Sided, SidedChunk } from './side.ts';
import type { SessionShape } from './windowShape.ts';

/** The checked config of a join by sessions. */
export interface SessionJoinSettings<L, R, K extends Key, Result> extends CellJoinSettings<
  L,
  R,
  K,
  Result
> {
  readonly owner: string;
  readonly session: SessionShape<L, R>;
  readonly keyOf: (side: Side, value: L | R) => K;
  readonly lateBy: LateBy;
  readonly lateness: Milliseconds;
}

/**
 * Joins the rows of two sides that share a key and a session, where the rows of both sides make the
 * sessions.
 *
 * Rows lie in their session; sessions that meet are merged, the smaller into the larger, and their rows
 * put in order of arrival when they are needed. Deadlines, of firing at end - 1 and of closing
 * allowedLateness later, are found by `Deadlines`, where prolonging costs nothing.
 *
 * State: the rows of each session that is not closed. A snapshot has an entry per session, and one per
 * side and 64 of its rows.
 */
export class SessionJoinLogic<L, R, K extends Key, Result> implements Logic<L | R> {
  readonly #config: SessionJoinSettings<L, R, K, Result>;
  readonly #context: LogicContext<Sided<L, R>, Result>;
  readonly #cells: CellJoin<L, R, K, Result>;
  /** The sessions of each key, in no order: they are few. */
  readonly #sessions = new Map<K, readonly JoinSession<K, L, R>[]>();
  readonly #deadlines: Deadlines<JoinSession<K, L, R>>;
  /** Both undefined before the first snapshot. */
  #changes: ItemChanges<RowBlock | JoinSession<K, L, R>> | undefined;
  #blocks: RowBlocks | undefined;
  #orders = { left: 0, right: 0 };
  #created = 0;
  size = 0;

  constructor(
    config: SessionJoinSettings<L, R, K, Result>,
    context: LogicContext<Sided<L, R>, Result>,
  ) {
    this.#config = config;
    this.#context = context;
    this.#cells = new CellJoin(config, context);
    this.#deadlines = new Deadlines(
      config.session.gap / 16,
      ({ window, passed }) => window.end - 1 + (passed ? config.lateness : 0),
    );
  }

  get wake(): Milliseconds {
    return this.#deadlines.next;
  }

  get openWindows(): OpenWindows {
    const waiting = [...this.#sessions.values()].flat().filter(({ passed }) => !passed);
    const nextEnd = waiting.reduce((next, { window }) => Math.min(next, window.end), Infinity);
    return { count: waiting.length, nextEnd };
  }

  add(chunk: SidedChunk<L, R>, from: number, to: number): number {
    const { wake } = this;
    for (let i = from; i < to; i += 1) {
      this.#take(chunk, i);
      if (this.wake < wake) return i + 1;
    }
    return to;
  }

  advance(watermark: Milliseconds): void {
    const firing: JoinSession<K, L, R>[] = [];
    for (const session of this.#due(watermark)) {
      if (session.passed) this.#close(session);
      else firing.push(this.#sorted(session));
    }
    for (const session of firing.sort(byEnd)) {
      const { key, window } = session;
      this.#context.output.raise(window.end - 2);
      this.#cells.fire(key, window, 'onTime', session);
      this.#changes?.touch(session);
      session.passed = true;
      this.#deadlines.file(session);
    }
    // What has fired may be closed by the same watermark.
    for (const session of this.#due(watermark)) this.#close(session);
  }

  snapshot(changesOnly: boolean): StateView {
    this.#changes ??= this.#beginTelling();
    return this.#changes.view([this.#orders.left, this.#orders.right, this.#created], changesOnly);
  }

  restore(state: unknown): void {
    const { head, entries } = readSavedView(this.#config.owner, state);
    const [left, right, created] = head as readonly [number, number, number];
    const saved = entries.map(([, content]) => content as SavedSession<K> | SavedRows<L, R>);
    const sessions = new Map<number, JoinSession<K, L, R>>();
    for (const [id, key, start, end, passed] of saved.filter((each) => each.length === 5)) {
      this.#created = id;
      sessions.set(id, this.#open(key, { start, end }, passed));
    }
    for (const [id, side, , rows] of saved.filter((each) => each.length === 4).sort(byFrom)) {
      const session = sessions.get(id);
      if (session !== undefined) for (const row of rows) this.#put(session, side, row);
    }
    // Those of merged sessions may not have been needed in order yet.
    for (const session of sessions.values()) sortRows(Object.assign(session, { sorted: false }));
    this.#orders = { left, right };
    this.#created = created;
  }

  #beginTelling(): ItemChanges<RowBlock | JoinSession<K, L, R>> {
    const sessions = [...this.#sessions.values()].flat();
    const changes = new ItemChanges<RowBlock | JoinSession<K, L, R>>(sessions, (item) =>
      'lists' in item ? saveRows(item) : saveSession(item),
    );
    const blocks = new RowBlocks(changes);
    for (const session of sessions) blocks.begin(session);
    this.#blocks = blocks;
    return changes;
  }

  #take(chunk: SidedChunk<L, R>, index: number): void {
    const { session: shape, keyOf, lateBy, lateness } = this.#config;
    const event = sidedAt(chunk, index);
    const timestamp = chunk.timestamps[index] as number;
    const { side, value } = event;
    const order = this.#orders[side];
    this.#orders[side] += 1;
    const key = keyOf(side, value);
    const own = { start: timestamp, end: timestamp + shape.gapOf(event) };
    const met = this.#meeting(key, own);
    const window = met.reduce((hull, other) => hullOf(hull, other.window), own);
    const combined = watermarkBefore(chunk, index);
    const watermark = judgedBy(lateBy, chunk, index, combined);
    const behind = watermark - (window.end - 1 + lateness);
    if (behind >= 0) {
      const late = event;
      this.#context.late({ value: late, timestamp, watermark, behind, reason: 'windowClosed' });
      return;
    }
    const passed = window.end - 1 <= combined;
    if (passed || met.some((old) => old.passed)) this.#context.output.at(chunk, index);
    const [only] = met;
    const stands = met.length === 1 && only?.passed === true && sameBounds(only.window, window);
    if (!stands) {
      for (const old of met)
        if (old.passed) this.#cells.retract(key, old.window, this.#sorted(old));
    }
    const session = this.#place(key, window, met, passed);
    this.#put(session, side, [order, value]);
    if (stands) this.#cells.correct(key, window, this.#sorted(session), side);
    else if (passed) this.#cells.fire(key, window, 'late', this.#sorted(session));
  }

  #put(session: JoinSession<K, L, R>, side: Side, row: SessionRow<L | R>): void {
    this.#blocks?.grow(session, side);
    if (side === 'left') session.left.push(row as SessionRow<L>);
    else session.right.push(row as SessionRow<R>);
    this.size += 1;
  }

  #sorted(session: JoinSession<K, L, R>): JoinSession<K, L, R> {
    if (!session.sorted) this.#blocks?.touch(session);
    return sortRows(session);
  }

  /** The sessions that an event's own window overlaps, in the order of their times. */
  #meeting(key: K, { start, end }: Window): readonly JoinSession<K, L, R>[] {
    const slack = this.#config.session.touching ? 1 : 0;
    const sessions = this.#sessions.get(key) ?? [];
    const met = sessions.filter(
      ({ window }) => window.start < end + slack && start < window.end + slack,
    );
    return met.length > 1 ? met.sort((a, b) => a.window.start - b.window.start) : met;
  }

  /** The session that those which an event meets become; a new one where it meets none. */
  #place(
    key: K,
    window: Window,
    met: readonly JoinSession<K, L, R>[],
    passed: boolean,
  ): JoinSession<K, L, R> {
    const session = largestOf(met);
    if (session === undefined) return this.#open(key, window, passed);
    this.#changes?.touch(session);
    for (const other of met) if (other !== session) this.#merge(session, other);
    if (met.length > 1) this.#replace(key);
    session.window = window;
    session.passed = passed;
    this.#deadlines.file(session);
    return session;
  }

  #merge(into: JoinSession<K, L, R>, other: JoinSession<K, L, R>): void {
    for (const row of other.left) this.#put(into, 'left', row);
    for (const row of other.right) this.#put(into, 'right', row);
    into.sorted = false;
    this.#drop(other);
  }

  #drop(session: JoinSession<K, L, R>): void {
    this.#changes?.remove(session);
    this.#blocks?.remove(session);
    this.size -= rowCount(session);
    session.gone = true;
  }

  #open(key: K, window: Window, passed: boolean): JoinSession<K, L, R> {
    const created = this.#created;
    this.#created += 1;
    const session: JoinSession<K, L, R> = {
      key,
      created,
      window,
      left: [],
      right: [],
      blocks: undefined,
      sorted: true,
      passed,
      gone: false,
      filed: Infinity,
      slot: -1,
    };
    this.#changes?.add(session);
    this.#replace(key, session);
    this.#deadlines.file(session);
    return session;
  }

  #close(session: JoinSession<K, L, R>): void {
    this.#drop(session);
    this.#replace(session.key);
    this.#context.counters.closed += 1;
    this.#cells.close(session);
  }

  /** Drops what is gone from a key's sessions. */
  #replace(key: K, ...added: readonly JoinSession<K, L, R>[]): void {
    const there = this.#sessions.get(key) ?? [];
    const sessions = [...there.filter(({ gone }) => !gone), ...added];
    if (sessions.length > 0) this.#sessions.set(key, sessions);
    else this.#sessions.delete(key);
  }

  *#due(watermark: Milliseconds): Generator<JoinSession<K, L, R>> {
    for (
      let session = this.#deadlines.take(watermark);
      session !== undefined;
      session = this.#deadlines.take(watermark)
    ) {
      yield session;
    }
  }
}

function hullOf(a: Window, b: Window): Window {
  return { start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
}

function sameBounds(a: Window, b: Window): boolean {
  return a.start === b.start && a.end === b.end;
}

type SavedSession<K> = readonly [
  created: number,
  key: K,
  start: Milliseconds,
  end: Milliseconds,
  passed: boolean,
];

/** The rows of a block, with the session that they are of. */
type SavedRows<L, R> = readonly [
  created: number,
  side: Side,
  from: number,
  rows: readonly SessionRow<L | R>[],
];

function saveSession<K extends Key>(session: JoinSession<K, unknown, unknown>): SavedSession<K> {
  const { created, key, window, passed } = session;
  return [created, key, window.start, window.end, passed];
}

function saveRows<L, R>(block: RowBlock): SavedRows<L, R> {
  const { created } = block.lists as JoinSession<Key, L, R>;
  return [created, block.side, block.from, rowsOf(block) as readonly SessionRow<L | R>[]];
}

function byFrom(
  [, , a]: SavedRows<unknown, unknown>,
  [, , b]: SavedRows<unknown, unknown>,
): number {
  return a - b;
}
