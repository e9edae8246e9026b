import { show, StreamError, watermarkBefore } from '../kernel/index.ts';
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
}

/**
 * A ranking per window over panes. Windows are found by their end: the panes of one window operator
 * that end together begin together.
 */
export class TopLogic<K extends Key, V> implements Logic<Pane<K, V>> {
  readonly #config: TopConfig<V>;
  readonly #context: LogicContext<Pane<K, V>, RankedPane<K, V>>;
  readonly #boards = new Map<Milliseconds, Board<K, V>>();
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
    // Few windows are open at a time, and panes come window by window: the map is in order of ends,
    // or nearly so. Firing must be exactly in order.
    for (const end of [...this.#boards.keys()].sort((a, b) => a - b)) {
      const board = this.#boards.get(end) as Board<K, V>;
      if (!board.fired && end - 1 <= watermark) this.#fire(board, watermark);
      if (end - 1 + this.#config.lateness <= watermark) this.#boards.delete(end);
    }
    this.#setWake();
  }

  snapshot(): unknown {
    return [...this.#boards.values()].map(({ window, ranking, fired, panes }) => [
      [window.start, window.end, fired, panes],
      ranking.entries(),
    ]);
  }

  restore(state: unknown): void {
    if (!Array.isArray(state)) {
      const text = `${this.#config.owner}: saved state: expected a list of windows, got ${show(state)}`;
      throw new StreamError('MILLRACE_SNAPSHOT_UNREADABLE', text);
    }
    type Saved = [[Milliseconds, Milliseconds, boolean, number], readonly Entry<K, V>[]];
    for (const [[start, end, fired, panes], entries] of state as Saved[]) {
      const ranking = new Ranking<K, V>(this.#config.limit, entries);
      this.#boards.set(end, { window: { start, end }, ranking, fired, panes });
    }
    this.#setWake();
  }

  #take(chunk: Chunk<Pane<K, V>>, index: number): void {
    const pane = chunk.values[index] as Pane<K, V>;
    const watermark = watermarkBefore(chunk, index);
    const { window, key, value } = pane;
    const behind = watermark - (window.end - 1 + this.#config.lateness);
    if (behind >= 0) {
      const timestamp = chunk.timestamps[index] as number;
      this.#context.late({ value: pane, timestamp, watermark, behind, reason: 'windowClosed' });
      return;
    }
    const board = this.#boards.get(window.end) ?? this.#open(window, watermark);
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
    const board: Board<K, V> = { window, ranking: new Ranking(this.#config.limit), fired, panes: 0 };
    this.#boards.set(window.end, board);
    this.#setWake();
    return board;
  }

  #fire(board: Board<K, V>, watermark: Milliseconds): void {
    board.fired = true;
    this.#context.output.raise(board.window.end - 2);
    this.#context.counters.onTime += 1;
    this.#emit(board, 'onTime', this.#config.lateness === 0 || watermark === Infinity);
  }

  #emit(board: Board<K, V>, timing: Timing, final: boolean): void {
    const { window, ranking, panes: index } = board;
    board.panes += 1;
    const value = ranking.top();
    this.#context.output.emit({ key: undefined, window, value, timing, index, final }, window.end - 1);
  }

  #setWake(): void {
    this.wake = Infinity;
    for (const [end, { fired }] of this.#boards) {
      this.wake = Math.min(this.wake, end - 1 + (fired ? this.#config.lateness : 0));
    }
  }
}
