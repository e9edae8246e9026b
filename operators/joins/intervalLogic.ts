import { MinHeap, show, StreamError, watermarkBefore } from '../kernel/index.ts';
import type { Logic, LogicContext, Milliseconds, WaitingEntries } from '../kernel/index.ts';
import type { Key } from '../windows/index.ts';
import type { CheckedBounds } from './bounds.ts';
import { FreeList, untilOf } from './freeList.ts';
import { byTimestamp, byUntil, rowsBeside } from './intervalRow.ts';
import type { IntervalRow } from './intervalRow.ts';
import type { JoinPlan } from './joinType.ts';
import { RowsByKey } from './rowsByKey.ts';
import { judgedBy, sidedAt } from './side.ts';
import type { LateBy, Side, Sided, SidedChunk } from './side.ts';
import { TimedResults } from './timedResults.ts';
import type { TimeRows } from './timeRows.ts';

/** The checked config of an interval join. */
export interface IntervalConfig<L, R, K extends Key, Result> {
  readonly owner: string;
  readonly bounds: CheckedBounds<L>;
  readonly keyOf: (side: Side, value: L | R) => K;
  readonly plan: JoinPlan;
  readonly project: (left: L | undefined, right: R | undefined) => Result;
  readonly lateBy: LateBy;
  /** Whether results wait for the watermark and go out in the order of their timestamps. */
  readonly inOrder: boolean;
}

/** What is known of a side. */
interface SideState {
  /** How many rows of it have come. */
  count: number;
  /** Whether its rows may become results of their own. */
  readonly alone: boolean;
  /** Whether the rows of a key are freed in the order of their timestamps. */
  readonly inTurn: boolean;
}

/**
 * Pairs the rows of two sides whose timestamps are within an interval.
 *
 * A row looks for partners among the rows of the other side when it comes, and is then kept for as
 * long as a partner that is not late can come: a left row until left + upper, a right row until
 * right - lower. At that watermark itself a row that could be its partner is late already.
 *
 * State: the rows of each key by timestamp, all rows by the time they are freed at, and those of them
 * that may still become a result of their own: such a result has the row's timestamp, so the
 * output's watermark stays below it. Rows of a side that gives no such results leave unseen, and no
 * row that is in time can meet one that is due to leave: they are freed after a chunk.
 */
export class IntervalLogic<L, R, K extends Key, Result> implements Logic<L | R> {
  readonly #config: IntervalConfig<L, R, K, Result>;
  readonly #context: LogicContext<Sided<L, R>, Result>;
  readonly #rows = new RowsByKey<K, L | R>();
  readonly #left: SideState;
  readonly #right: SideState;
  /** Whether results may have to wait, or to be waited for. */
  readonly #waits: boolean;
  /** The rows of sides that may, and those of sides that may not. */
  readonly #toLeave = new MinHeap<IntervalRow<K, L | R>>(byUntil);
  readonly #toFree = new FreeList<IntervalRow<K, L | R>>();
  readonly #holding = new MinHeap<IntervalRow<K, L | R>>(byTimestamp);
  readonly #results: TimedResults<Result>;
  #watermark: Milliseconds = -Infinity;
  wake: Milliseconds = Infinity;

  readonly #forget = (row: IntervalRow<K, unknown>): void => {
    row.gone = true;
    if (!row.joined) this.#context.counters.unjoined += 1;
  };
  readonly #free = (row: IntervalRow<K, L | R>): void => this.#freeWith(row);

  constructor(config: IntervalConfig<L, R, K, Result>, context: LogicContext<Sided<L, R>, Result>) {
    this.#config = config;
    this.#context = context;
    const { padLeft, padRight, semi } = config.plan;
    const inTurn = config.bounds.highest < Infinity;
    this.#left = { count: 0, alone: padLeft || semi, inTurn };
    this.#right = { count: 0, alone: padRight, inTurn: true };
    this.#waits = config.inOrder || this.#left.alone || this.#right.alone;
    this.#results = new TimedResults(context.output);
  }

  get freeAt(): Milliseconds {
    return this.#toFree.next;
  }

  get size(): number {
    return this.#rows.size + this.#results.size;
  }

  get waitingEntries(): WaitingEntries {
    const { next } = this.#results;
    const rows = [...this.#toLeave.items.filter(({ gone }) => !gone), ...this.#toFree.rows()];
    const until = rows.reduce((first, row) => Math.min(first, untilOf(row)), next);
    return { count: this.size, until };
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
    this.#watermark = watermark;
    this.#toFree.free(watermark, this.#free);
    for (let { first } = this.#toLeave; first !== undefined; { first } = this.#toLeave) {
      const until = untilOf(first);
      if (until > watermark) break;
      this.#toLeave.pop();
      if (first.gone) continue;
      this.#remove(first);
      if (!this.#config.inOrder) this.#context.output.raise(until - 1);
      this.#leave(first);
      if (!this.#config.inOrder) this.#holdBack();
    }
    this.#settle();
  }

  snapshot(): unknown {
    return {
      watermark: this.#watermark,
      orders: [this.#left.count, this.#right.count],
      rows: this.#rows.all().map(saveRow),
      results: this.#results.entries(),
    };
  }

  restore(state: unknown): void {
    if (!isSaved<K, L | R, Result>(state)) {
      const text = `${this.#config.owner}: saved state: expected the rows of both sides, got ${show(state)}`;
      throw new StreamError('MILLRACE_SNAPSHOT_UNREADABLE', text);
    }
    this.#watermark = state.watermark;
    [this.#left.count, this.#right.count] = state.orders;
    for (const [[side, key, value, timestamp, order], [from, , until, joined]] of state.rows) {
      const near = this.#rows.of(key);
      const stay = until - timestamp;
      const lower = side === 'left' ? from - timestamp : stay;
      this.#keep({ side, near, value, timestamp, order, lower, stay, joined, gone: false });
    }
    for (const entry of state.results) this.#results.put(...entry);
    this.#holdBack();
    this.#setWake();
  }

  #take(chunk: SidedChunk<L, R>, index: number): void {
    const timestamp = chunk.timestamps[index] as number;
    const combined = watermarkBefore(chunk, index);
    const { side } = chunk;
    const state = this.#stateOf(side);
    const order = state.count;
    state.count += 1;
    this.#watermark = combined;
    const watermark = judgedBy(this.#config.lateBy, chunk, index, combined);
    if (timestamp <= watermark) {
      const behind = watermark - timestamp;
      const late = sidedAt(chunk, index);
      this.#context.late({ value: late, timestamp, watermark, behind, reason: 'behindWatermark' });
      return;
    }
    this.#context.output.at(chunk, index);
    const row = this.#rowOf(side, chunk.values[index] as L | R, timestamp, order);
    if (side === 'left') this.#meetRights(row as IntervalRow<K, L>);
    else this.#meetLefts(row as IntervalRow<K, R>);
    if (!row.gone) {
      if (row.lower > row.stay || untilOf(row) <= combined) this.#leave(row);
      else this.#keep(row);
    }
    this.#settle();
  }

  #rowOf(side: Side, value: L | R, timestamp: Milliseconds, order: number): IntervalRow<K, L | R> {
    const { bounds, keyOf } = this.#config;
    const near = this.#rows.of(keyOf(side, value));
    const left = side === 'left';
    const lower = left ? bounds.lowerOf(value as L) : -bounds.lowest;
    const stay = left ? bounds.upperOf(value as L) : lower;
    // One literal for both sides: rows of one shape keep the loops over them fast.
    return { side, near, value, timestamp, order, lower, stay, joined: false, gone: false };
  }

  #meetRights(left: IntervalRow<K, L>): void {
    const rights = left.near.right as TimeRows<IntervalRow<K, R>>;
    const latest = untilOf(left);
    for (let i = rights.firstFrom(left.timestamp + left.lower); i < rights.size; i += 1) {
      const right = rights.at(i);
      if (right.timestamp > latest) return;
      if (this.#config.plan.pairs) this.#join(left, right);
      else {
        this.#meetFirst(left, right);
        return;
      }
    }
  }

  #meetLefts(right: IntervalRow<K, R>): void {
    const { bounds, plan } = this.#config;
    const lefts = right.near.left as TimeRows<IntervalRow<K, L>>;
    const latest = right.timestamp - bounds.lowest;
    let position = lefts.firstFrom(right.timestamp - bounds.highest);
    while (position < lefts.size) {
      const left = lefts.at(position);
      if (left.timestamp > latest) return;
      const distance = right.timestamp - left.timestamp;
      const meets = distance >= left.lower && distance <= left.stay;
      if (meets && !plan.pairs) {
        this.#meetFirst(left, right);
        this.#remove(left);
      } else {
        if (meets) this.#join(left, right);
        position += 1;
      }
    }
  }

  #join(left: IntervalRow<K, L>, right: IntervalRow<K, R>): void {
    left.joined = true;
    right.joined = true;
    this.#give(left, right, Math.max(left.timestamp, right.timestamp));
  }

  /** For `semi` and `anti` the first partner decides: the left row need not be kept for another. */
  #meetFirst(left: IntervalRow<K, L>, right: IntervalRow<K, R>): void {
    left.gone = true;
    if (this.#config.plan.semi) {
      right.joined = true;
      this.#give(left, undefined, left.timestamp);
    } else this.#context.counters.unjoined += 1;
  }

  /** No partner can come for the row any more. */
  #leave(row: IntervalRow<K, L | R>): void {
    row.gone = true;
    if (row.joined) return;
    const { padLeft, padRight } = this.#config.plan;
    if (row.side === 'left' && padLeft) {
      this.#give(row as IntervalRow<K, L>, undefined, row.timestamp);
    } else if (row.side === 'right' && padRight) {
      this.#give(undefined, row as IntervalRow<K, R>, row.timestamp);
    } else this.#context.counters.unjoined += 1;
  }

  #give(
    left: IntervalRow<K, L> | undefined,
    right: IntervalRow<K, R> | undefined,
    timestamp: Milliseconds,
  ): void {
    const result = this.#config.project(left?.value, right?.value);
    if (this.#config.inOrder) {
      this.#results.put(timestamp, left?.order ?? Infinity, right?.order ?? Infinity, result);
    } else this.#context.output.emit(result, timestamp);
  }

  #stateOf(side: Side): SideState {
    return side === 'left' ? this.#left : this.#right;
  }

  #keep(row: IntervalRow<K, L | R>): void {
    this.#rows.insert(row);
    const { alone, inTurn } = this.#stateOf(row.side);
    if (alone) {
      this.#toLeave.push(row);
      if (this.#mayHold(row)) this.#holding.push(row);
    } else if (!inTurn || rowsBeside(row).first === row) this.#toFree.put(row);
  }

  #remove(row: IntervalRow<K, L | R>): void {
    row.gone = true;
    this.#rows.remove(row);
  }

  /** The row leaves unseen; where those of its key do so in turn, it stands for all behind it. */
  #freeWith(row: IntervalRow<K, L | R>): void {
    if (this.#stateOf(row.side).inTurn) {
      const latest = this.#watermark - row.stay;
      this.#rows.removeUpTo(latest, row.near, row.side, this.#forget);
      const next = rowsBeside(row).first;
      if (next !== undefined) this.#toFree.put(next as IntervalRow<K, L | R>);
    } else {
      this.#rows.remove(row);
      this.#forget(row);
    }
  }

  /** Whether the row may still become a result with its own timestamp. */
  #mayHold({ side, joined, gone }: IntervalRow<K, L | R>): boolean {
    return !joined && !gone && this.#stateOf(side).alone;
  }

  /** The smallest timestamp that a row without a partner may still give a result; else Infinity. */
  #smallestHolding(): Milliseconds {
    const holding = this.#holding;
    while (holding.first !== undefined && !this.#mayHold(holding.first)) holding.pop();
    return holding.first?.timestamp ?? Infinity;
  }

  #holdBack(): void {
    this.#context.output.hold(this.#smallestHolding() - 1);
  }

  #settle(): void {
    if (!this.#waits) return;
    const ready = Math.min(this.#watermark, this.#smallestHolding() - 1);
    if (this.#config.inOrder) this.#results.release(ready);
    this.#holdBack();
    this.#setWake();
  }

  #setWake(): void {
    const { first } = this.#toLeave;
    const leave = first === undefined ? Infinity : untilOf(first);
    const { next } = this.#results;
    this.wake = next > this.#watermark ? Math.min(leave, next) : leave;
  }
}

function saveRow<K extends Key, V>(row: IntervalRow<K, V>): SavedRow<K, V> {
  const { side, near, value, timestamp, order, lower, stay, joined } = row;
  const [from, to] = side === 'left' ? [lower, stay] : [0, 0];
  return [
    [side, near.key, value, timestamp, order],
    [timestamp + from, timestamp + to, untilOf(row), joined],
  ];
}

type SavedRow<K, V> = [
  [side: Side, key: K, value: V, timestamp: Milliseconds, order: number],
  [from: Milliseconds, to: Milliseconds, until: Milliseconds, joined: boolean],
];

interface Saved<K, V, Result> {
  readonly watermark: Milliseconds;
  readonly orders: readonly [left: number, right: number];
  readonly rows: readonly SavedRow<K, V>[];
  readonly results: readonly [Milliseconds, number, number, Result][];
}

function isSaved<K, V, Result>(state: unknown): state is Saved<K, V, Result> {
  if (typeof state !== 'object' || state === null) return false;
  return 'rows' in state && Array.isArray(state.rows) && 'orders' in state && 'results' in state;
}
