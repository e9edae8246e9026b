import { show, StreamError, watermarkBefore } from '../kernel/index.ts';
import type { Logic, LogicContext, Milliseconds, OpenWindows } from '../kernel/index.ts';
import { Deadlines } from '../windows/index.ts';
import type { Key, Window } from '../windows/index.ts';
import { CellJoin } from './cellJoin.ts';
import type { CellJoinSettings } from './cellJoin.ts';
import { byEnd, mergeSessions, rowCount, sortRows } from './joinSession.ts';
import type { JoinSession } from './joinSession.ts';
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
 */
export class SessionJoinLogic<L, R, K extends Key, Result> implements Logic<L | R> {
  readonly #config: SessionJoinSettings<L, R, K, Result>;
  readonly #context: LogicContext<Sided<L, R>, Result>;
  readonly #cells: CellJoin<L, R, K, Result>;
  /** The sessions of each key, in no order: they are few. */
  readonly #sessions = new Map<K, readonly JoinSession<K, L, R>[]>();
  readonly #deadlines: Deadlines<JoinSession<K, L, R>>;
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
      else firing.push(sortRows(session));
    }
    for (const session of firing.sort(byEnd)) {
      const { key, window } = session;
      this.#context.output.raise(window.end - 2);
      this.#cells.fire(key, window, 'onTime', session);
      session.passed = true;
      this.#deadlines.file(session);
    }
    // What has fired may be closed by the same watermark.
    for (const session of this.#due(watermark)) this.#close(session);
  }

  snapshot(): unknown {
    const sessions = [...this.#sessions.values()].flat().map((session) => {
      const { key, window, passed, left, right } = sortRows(session);
      return [key, window.start, window.end, passed, [...left], [...right]];
    });
    return { orders: [this.#orders.left, this.#orders.right], sessions };
  }

  restore(state: unknown): void {
    if (!isSaved<K, L, R>(state)) {
      const text = `${this.#config.owner}: saved state: expected sessions, got ${show(state)}`;
      throw new StreamError('MILLRACE_SNAPSHOT_UNREADABLE', text);
    }
    this.#orders = { left: state.orders[0], right: state.orders[1] };
    for (const [key, start, end, passed, left, right] of state.sessions) {
      const session = this.#open(key, { start, end }, passed);
      session.left.push(...left);
      session.right.push(...right);
      this.size += left.length + right.length;
    }
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
      for (const old of met) if (old.passed) this.#cells.retract(key, old.window, sortRows(old));
    }
    const session = this.#place(key, window, met, passed);
    this.#put(session, event, order);
    if (stands) this.#cells.correct(key, window, sortRows(session), side);
    else if (passed) this.#cells.fire(key, window, 'late', sortRows(session));
  }

  #put(session: JoinSession<K, L, R>, event: Sided<L, R>, order: number): void {
    if (event.side === 'left') session.left.push([order, event.value]);
    else session.right.push([order, event.value]);
    this.size += 1;
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
    const session = mergeSessions(met);
    if (session === undefined) return this.#open(key, window, passed);
    if (met.length > 1) this.#replace(key);
    session.window = window;
    session.passed = passed;
    this.#deadlines.file(session);
    return session;
  }

  #open(key: K, window: Window, passed: boolean): JoinSession<K, L, R> {
    const created = this.#created;
    this.#created += 1;
    const state = { sorted: true, passed, gone: false, filed: Infinity };
    const session: JoinSession<K, L, R> = { key, created, window, left: [], right: [], ...state };
    this.#replace(key, session);
    this.#deadlines.file(session);
    return session;
  }

  #close(session: JoinSession<K, L, R>): void {
    session.gone = true;
    this.#replace(session.key);
    this.size -= rowCount(session);
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

interface Saved<K, L, R> {
  readonly orders: readonly [left: number, right: number];
  readonly sessions: readonly [
    key: K,
    start: Milliseconds,
    end: Milliseconds,
    passed: boolean,
    left: (readonly [order: number, value: L])[],
    right: (readonly [order: number, value: R])[],
  ][];
}

function isSaved<K, L, R>(state: unknown): state is Saved<K, L, R> {
  if (typeof state !== 'object' || state === null) return false;
  return 'orders' in state && 'sessions' in state && Array.isArray(state.sessions);
}
