import { MinHeap, show, StreamError, watermarkBefore } from '../kernel/index.ts';
import type { Chunk, Logic, LogicContext, Milliseconds } from '../kernel/index.ts';
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

const ascending = (a: Milliseconds, b: Milliseconds): number => a - b;

/**
 * A ranking per window over panes. Windows are found by their end: on a grid, those that end together
 * begin together.
 */
export class TopLogic<K extends Key, V> implements Logic<Pane<K, V>> {
  readonly #config: TopConfig<V>;
  readonly #context: LogicContext<Pane<K, V>, RankedPane<K, V>>;
  readonly #boards = new Map<Milliseconds, Board<K, V>>();
  /** The ends of the boards that have not fired, and of all. */
  readonly #toFire = new MinHeap<Milliseconds>(ascending);
  readonly #toForget = new MinHeap<Milliseconds>(ascending);
  wake: Milliseconds = Infinity;

  constructor(config: TopConfig<V>, context: LogicContext<Pane<K, V>, RankedPane<K, V>>) {
    this.#config = config;
    this.#context = context;
  }

  get size(): number {
    let size = 0;
    for (const { ranking } of this.#boards.values()) size += ranking.size;
    return size;
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
    for (const end of dueUpTo(this.#toFire, watermark)) {
      this.#fire(this.#boards.get(end) as Board<K, V>, watermark);
    }
    for (const end of dueUpTo(this.#toForget, watermark - this.#config.lateness)) {
      this.#boards.delete(end);
    }
    this.#setWake();
  }

  snapshot(): unknown {
    return [...this.#boards.values()].map(({ window, ranking, fired, panes, latest }) => [
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
    const board = this.#boards.get(window.end) ?? this.#open(window, watermark);
    board.latest = Math.max(board.latest, timestamp);
    const changed = board.ranking.put(key, value, this.#score(value));
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

  #open(window: Window, watermark: Milliseconds): Board<K, V> {
    const fired = window.end - 1 <= watermark;
    const ranking = new Ranking<K, V>(this.#config.limit);
    return this.#keep({ window, ranking, fired, panes: 0, latest: -Infinity });
  }

  #keep(board: Board<K, V>): Board<K, V> {
    const { end } = board.window;
    this.#boards.set(end, board);
    if (!board.fired) this.#toFire.push(end);
    this.#toForget.push(end);
    this.#setWake();
    return board;
  }

  #fire(board: Board<K, V>, watermark: Milliseconds): void {
    board.fired = true;
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
    const { first: fire = Infinity } = this.#toFire;
    const { first: forget = Infinity } = this.#toForget;
    this.wake = Math.min(fire - 1, forget - 1 + this.#config.lateness);
  }

  #noSessions(): StreamError {
    const text = `${this.#config.owner}: expected panes of windows that keys share, got one of a session`;
    const fix =
      'sessions of different keys are different windows: put fixedWindow or slidingWindow before it';
    return new StreamError('MILLRACE_GRAPH', `${text}; ${fix}`);
  }
}

/** Takes out the ends that a watermark has passed, in order. */
function dueUpTo(ends: MinHeap<Milliseconds>, watermark: Milliseconds): Milliseconds[] {
  const due: Milliseconds[] = [];
  for (let { first } = ends; first !== undefined && first - 1 <= watermark; { first } = ends) {
    due.push(first);
    ends.pop();
  }
  return due;
}
