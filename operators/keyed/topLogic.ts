import { MinHeap, show, StreamError, watermarkBefore } from '../kernel/index.ts';
import type { Chunk, Logic, LogicContext, Milliseconds, OpenWindows } from '../kernel/index.ts';
import type { Key, Pane, Timing, Window } from '../windows/index.ts';
import { Ranking } from './ranking.ts';
import type { Entry, Ranked } from './ranking.ts';

/** The checked config of a ranking per window. */
export interface TopConfig<V> {
  readonly owner: string;
  readonly limit: number;
  readonly by: (value: V) => number;
  readonly lateness: Milliseconds;
}

type RankedPane<K, V> = Pane<undefined, readonly Ranked<K, V>[]>;

/** One window's ranking. */
interface Board<K extends Key, V> {
  readonly window: Window;
  readonly ranking: Ranking<K, V>;
  fired: boolean;
  panes: number;
  /** The timestamp of its latest pane: end - 1, but for windows without an end. */
  latest: Milliseconds;
}

/**
 * A ranking per window over panes; window-major: end → start → key.
 *
 * State: the ranking of each window that is kept, copied whole at a barrier.
 */
export class TopLogic<K extends Key, V> implements Logic<Pane<K, V>> {
  readonly #config: TopConfig<V>;
  readonly #context: LogicContext<Pane<K, V>, RankedPane<K, V>>;
  readonly #boards = new Map<Milliseconds, Map<Milliseconds, Board<K, V>>>();
  /** The boards that have not fired, and all. */
  readonly #toFire = new MinHeap<Board<K, V>>(inOrder);
  readonly #toForget = new MinHeap<Board<K, V>>(inOrder);
  /** The board of the last pane: most panes come window by window. */
  #current: Board<K, V> | undefined;
  wake: Milliseconds = Infinity;

  constructor(config: TopConfig<V>, context: LogicContext<Pane<K, V>, RankedPane<K, V>>) {
    this.#config = config;
    this.#context = context;
  }

  get size(): number {
    let size = 0;
    for (const { ranking } of this.#toForget.items) size += ranking.size;
    return size;
  }

  get openWindows(): OpenWindows {
    return { count: this.#toFire.size, nextEnd: this.#toFire.first?.window.end ?? Infinity };
  }

  add(chunk: Chunk<Pane<K, V>>, from: number, to: number): number {
    const { wake } = this;
    for (let i = from; i < to; i += 1) {
      this.#take(chunk, i);
      if (this.wake < wake) return i + 1;
    }
    return to;
  }

  advance(watermark: Milliseconds): void {
    for (const board of dueUpTo(this.#toFire, watermark)) this.#fire(board, watermark);
    for (const board of dueUpTo(this.#toForget, watermark - this.#config.lateness)) {
      this.#forget(board);
    }
    this.#setWake();
  }

  snapshot(): unknown {
    const boards = [...this.#boards.values()].flatMap((byStart) => [...byStart.values()]);
    return boards.map(({ window, ranking, fired, panes, latest }) => [
      [window.start, window.end, fired, panes, latest],
      ranking.entries(),
    ]);
  }

  restore(state: unknown): void {
    if (!Array.isArray(state)) {
      const text = `${this.#config.owner}: saved state: expected a list of windows, got ${show(state)}`;
      throw new StreamError('MILLRACE_SNAPSHOT_UNREADABLE', text);
    }
    type Saved = [
      [Milliseconds, Milliseconds, boolean, number, Milliseconds],
      readonly Entry<K, V>[],
    ];
    for (const [[start, end, fired, panes, latest], entries] of state as Saved[]) {
      const ranking = new Ranking<K, V>(this.#config.limit, entries);
      this.#keep({ window: { start, end }, ranking, fired, panes, latest });
    }
  }

  #take(chunk: Chunk<Pane<K, V>>, index: number): void {
    const pane = chunk.values[index] as Pane<K, V>;
    const watermark = watermarkBefore(chunk, index);
    const timestamp = chunk.timestamps[index] as number;
    const { window, key, value } = pane;
    if (pane.replaces !== undefined) throw this.#noSessions();
    const behind = watermark - (window.end - 1 + this.#config.lateness);
    if (behind >= 0) {
      this.#context.late({ value: pane, timestamp, watermark, behind, reason: 'windowClosed' });
      return;
    }
    const known = this.#find(window);
    if (known === undefined && pane.retract === true) {
      this.#context.counters.dropped += 1;
      return;
    }
    const board = known ?? this.#open(window, watermark);
    board.latest = Math.max(board.latest, timestamp);
    const { ranking } = board;
    const changed =
      pane.retract === true ? ranking.remove(key) : ranking.put(key, value, this.#score(value));
    if (!board.fired || !changed) return;
    this.#context.output.at(chunk, index);
    this.#context.counters.corrections += 1;
    this.#emit(board, 'late', false);
  }

  #score(value: V): number {
    const score = this.#config.by(value);
    if (Number.isFinite(score)) return score;
    const text = `${this.#config.owner}: by: expected a finite number, got ${show(score)}`;
    throw new StreamError('MILLRACE_CALLBACK', text);
  }

  #find({ start, end }: Window): Board<K, V> | undefined {
    const { window } = this.#current ?? {};
    if (window !== undefined && window.end === end && window.start === start) return this.#current;
    const board = this.#boards.get(end)?.get(start);
    this.#current = board ?? this.#current;
    return board;
  }

  #open(window: Window, watermark: Milliseconds): Board<K, V> {
    const fired = window.end - 1 <= watermark;
    const ranking = new Ranking<K, V>(this.#config.limit);
    return this.#keep({ window, ranking, fired, panes: 0, latest: -Infinity });
  }

  #keep(board: Board<K, V>): Board<K, V> {
    const { start, end } = board.window;
    const byStart = this.#boards.get(end) ?? new Map<Milliseconds, Board<K, V>>();
    this.#boards.set(end, byStart.set(start, board));
    if (!board.fired) this.#toFire.push(board);
    this.#toForget.push(board);
    this.#current = board;
    this.#setWake();
    return board;
  }

  #forget(board: Board<K, V>): void {
    const { start, end } = board.window;
    const byStart = this.#boards.get(end);
    byStart?.delete(start);
    if (byStart?.size === 0) this.#boards.delete(end);
    if (this.#current === board) this.#current = undefined;
  }

  #fire(board: Board<K, V>, watermark: Milliseconds): void {
    board.fired = true;
    // All that was in it has been taken back.
    if (board.ranking.isEmpty && board.panes === 0) return;
    if (board.window.end < Infinity) this.#context.output.raise(board.window.end - 2);
    this.#context.counters.onTime += 1;
    this.#emit(board, 'onTime', this.#config.lateness === 0 || watermark === Infinity);
  }

  #emit(board: Board<K, V>, timing: Timing, final: boolean): void {
    const { window, ranking, panes: index, latest } = board;
    board.panes += 1;
    const value = ranking.top();
    this.#context.output.emit({ key: undefined, window, value, timing, index, final }, latest);
  }

  #setWake(): void {
    const fire = this.#toFire.first?.window.end ?? Infinity;
    const forget = this.#toForget.first?.window.end ?? Infinity;
    this.wake = Math.min(fire - 1, forget - 1 + this.#config.lateness);
  }

  #noSessions(): StreamError {
    const text = `${this.#config.owner}: expected panes of windows that keys share, got one of a session`;
    const fix =
      'sessions of different keys are different windows: put fixedWindow or slidingWindow before it';
    return new StreamError('MILLRACE_GRAPH', `${text}; ${fix}`);
  }
}

/** Takes out the boards whose ends a watermark has passed, in order. */
function dueUpTo<B extends { readonly window: Window }>(
  boards: MinHeap<B>,
  watermark: Milliseconds,
): B[] {
  const due: B[] = [];
  for (let { first } = boards; first !== undefined; { first } = boards) {
    if (first.window.end - 1 > watermark) break;
    due.push(first);
    boards.pop();
  }
  return due;
}

function inOrder<K extends Key, V>({ window: a }: Board<K, V>, { window: b }: Board<K, V>): number {
  // Infinity - Infinity is no number.
  if (a.end !== b.end) return a.end - b.end;
  return a.start === b.start ? 0 : a.start - b.start;
}
