import { MinHeap, show, StreamError, watermarkBefore } from '../kernel/index.ts';
import type { Chunk, Logic, LogicContext, Milliseconds } from '../kernel/index.ts';
import { lastEnd } from '../windows/index.ts';
import type { Grid, Key, Window } from '../windows/index.ts';
import type { JoinPlan } from './joinType.ts';
import { judgedBy } from './side.ts';
import type { LateBy, Tagged } from './side.ts';

/** The checked config of a window join. */
export interface WindowJoinSettings<L, R, K extends Key, Result> {
  readonly owner: string;
  readonly grid: Grid;
  readonly keyOf: (event: Tagged<L, R>) => K;
  readonly plan: JoinPlan;
  readonly project: (
    left: L | undefined,
    right: R | undefined,
    place: { readonly key: K; readonly window: Window },
  ) => Result;
  readonly lateBy: LateBy;
}

type Row<K, V> = readonly [key: K, value: V];

/** The rows of one window, each side in order of arrival. */
interface OpenWindow<K, L, R> {
  readonly window: Window;
  readonly left: Row<K, L>[];
  readonly right: Row<K, R>[];
}

/**
 * Joins the rows of two sides that share a key and a window on a grid.
 *
 * Rows are gathered per window; the join is made when the window fires, by a table of its right
 * rows by key. Left rows come out in their order of arrival, each with its partners in theirs, then
 * the right rows without a partner: so how the sides interleave changes nothing.
 */
export class WindowJoinLogic<L, R, K extends Key, Result> implements Logic<Tagged<L, R>> {
  readonly #config: WindowJoinSettings<L, R, K, Result>;
  readonly #context: LogicContext<Tagged<L, R>, Result>;
  readonly #windows = new Map<Milliseconds, OpenWindow<K, L, R>>();
  readonly #ends = new MinHeap<Milliseconds>((a, b) => a - b);
  size = 0;
  wake: Milliseconds = Infinity;

  constructor(
    config: WindowJoinSettings<L, R, K, Result>,
    context: LogicContext<Tagged<L, R>, Result>,
  ) {
    this.#config = config;
    this.#context = context;
  }

  add(chunk: Chunk<Tagged<L, R>>, from: number, to: number): number {
    const { wake } = this;
    for (let i = from; i < to; i += 1) {
      this.#take(chunk, i);
      if (this.wake < wake) return i + 1;
    }
    return to;
  }

  advance(watermark: Milliseconds): void {
    for (let { first } = this.#ends; first !== undefined; { first } = this.#ends) {
      if (first - 1 > watermark) break;
      this.#ends.pop();
      const open = this.#windows.get(first) as OpenWindow<K, L, R>;
      this.#windows.delete(first);
      this.size -= open.left.length + open.right.length;
      this.#context.counters.closed += 1;
      this.#context.output.raise(first - 2);
      this.#fire(open);
    }
    this.#setWake();
  }

  snapshot(): unknown {
    return [...this.#windows.values()].map(({ window, left, right }) => [
      window.start,
      [...left],
      [...right],
    ]);
  }

  restore(state: unknown): void {
    if (!Array.isArray(state)) {
      const text = `${this.#config.owner}: saved state: expected a list of windows, got ${show(state)}`;
      throw new StreamError('MILLRACE_SNAPSHOT_UNREADABLE', text);
    }
    type Saved = [start: Milliseconds, left: Row<K, L>[], right: Row<K, R>[]];
    for (const [start, left, right] of state as Saved[]) {
      const open = this.#open(start);
      open.left.push(...left);
      open.right.push(...right);
      this.size += left.length + right.length;
    }
  }

  #take(chunk: Chunk<Tagged<L, R>>, index: number): void {
    const { grid, keyOf, lateBy } = this.#config;
    const event = chunk.values[index] as Tagged<L, R>;
    const timestamp = chunk.timestamps[index] as number;
    const last = lastEnd(grid, timestamp);
    if (last <= timestamp) {
      this.#context.counters.unassigned += 1;
      return;
    }
    const watermark = judgedBy(lateBy, event.own, watermarkBefore(chunk, index));
    if (last - 1 <= watermark) {
      const behind = watermark - (last - 1);
      const { side, value } = event;
      const late = { side, value } as Tagged<L, R>;
      this.#context.late({ value: late, timestamp, watermark, behind, reason: 'windowClosed' });
      return;
    }
    const key = keyOf(event);
    const earliest = Math.max(timestamp, watermark + 1);
    for (let start = last - grid.size; start + grid.size > earliest; start -= grid.every) {
      this.#put(this.#open(start), event, key);
    }
  }

  #put({ left, right }: OpenWindow<K, L, R>, event: Tagged<L, R>, key: K): void {
    if (event.side === 'left') left.push([key, event.value]);
    else right.push([key, event.value]);
    this.size += 1;
  }

  #open(start: Milliseconds): OpenWindow<K, L, R> {
    const end = start + this.#config.grid.size;
    const found = this.#windows.get(end);
    if (found !== undefined) return found;
    const made = { window: { start, end }, left: [], right: [] };
    this.#windows.set(end, made);
    this.#ends.push(end);
    this.#setWake();
    return made;
  }

  #fire({ window, left, right }: OpenWindow<K, L, R>): void {
    const { plan } = this.#config;
    const byKey = new Map<K, R[]>();
    for (const [key, value] of right) {
      const there = byKey.get(key);
      if (there === undefined) byKey.set(key, [value]);
      else there.push(value);
    }
    for (const [key, value] of left) {
      const partners = byKey.get(key);
      if (partners === undefined) this.#giveAlone(plan.padLeft, window, key, value, undefined);
      else if (!plan.pairs) this.#giveAlone(plan.semi, window, key, value, undefined);
      else for (const partner of partners) this.#give(window, key, value, partner);
    }
    this.#giveRights({ window, left, right });
  }

  #giveRights({ window, left, right }: OpenWindow<K, L, R>): void {
    const { plan } = this.#config;
    const keys = new Set(left.map(([key]) => key));
    for (const [key, value] of right) {
      const joined = keys.has(key) && (plan.pairs || plan.semi);
      if (!joined) this.#giveAlone(plan.padRight, window, key, undefined, value);
    }
  }

  #giveAlone(
    wanted: boolean,
    window: Window,
    key: K,
    left: L | undefined,
    right: R | undefined,
  ): void {
    if (wanted) this.#give(window, key, left, right);
    else this.#context.counters.unjoined += 1;
  }

  #give(window: Window, key: K, left: L | undefined, right: R | undefined): void {
    const result = this.#config.project(left, right, { key, window });
    this.#context.output.emit(result, window.end - 1);
  }

  #setWake(): void {
    this.wake = (this.#ends.first ?? Infinity) - 1;
  }
}
