import { MinHeap, show, StreamError, watermarkBefore } from '../kernel/index.ts';
import type { Logic, LogicContext, Milliseconds, WaitingEntries } from '../kernel/index.ts';
import type { Key } from '../windows/index.ts';
import type { CheckedBounds } from './bounds.ts';
import { FreeList } from './freeList.ts';
import type { JoinPlan } from './joinType.ts';
import { RowsByKey } from './rowsByKey.ts';
import { FILED, GONE, HOLDING, JOINED, RowTable } from './rowTable.ts';
import { judgedBy, sidedAt } from './side.ts';
import type { LateBy, Side, Sided, SidedChunk } from './side.ts';
import { TimedResults } from './timedResults.ts';

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
 * State: a row of a few columns for each, the rows of each key by timestamp, all rows by the time they
 * are freed at, and those of them that may still become a result of their own: such a result has
 * the row's timestamp, so the output's watermark stays below it. Rows of a side that gives no such results leave unseen, and no
 * row that is in time can meet one that is due to leave: they are freed after a chunk.
 */
export class IntervalLogic<L, R, K extends Key, Result> implements Logic<L | R> {
  readonly #config: IntervalConfig<L, R, K, Result>;
  readonly #context: LogicContext<Sided<L, R>, Result>;
  readonly #table = new RowTable<K, L | R>();
  readonly #rows = new RowsByKey<K>(this.#table);
  readonly #left: SideState;
  readonly #right: SideState;
  /** Whether results may have to wait, or to be waited for. */
  readonly #waits: boolean;
  /** The rows of sides that may, and those of sides that may not. */
  readonly #toLeave = new MinHeap<number>((a, b) => this.#byUntil(a, b));
  readonly #toFree = new FreeList((row) => this.#table.untilOf(row));
  readonly #holding = new MinHeap<number>((a, b) => this.#table.timeOf(a) - this.#table.timeOf(b));
  readonly #results: TimedResults<Result>;
  #watermark: Milliseconds = -Infinity;
  wake: Milliseconds = Infinity;

  readonly #forget = (row: number): void => {
    const table = this.#table;
    if (!table.is(row, JOINED)) this.#context.counters.unjoined += 1;
    table.mark(row, GONE);
    table.release(row);
  };
  readonly #free = (row: number): void => this.#freeWith(row);

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
    const table = this.#table;
    const rows = [...this.#toLeave.items, ...this.#toFree.rows()];
    const there = rows.filter((row) => !table.is(row, GONE));
    const until = there.reduce((first, row) => Math.min(first, table.untilOf(row)), next);
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
    const table = this.#table;
    this.#watermark = watermark;
    this.#toFree.free(watermark, this.#free);
    for (let { first } = this.#toLeave; first !== undefined; { first } = this.#toLeave) {
      const until = table.untilOf(first);
      if (until > watermark) break;
      this.#toLeave.pop();
      table.unmark(first, FILED);
      const gone = table.is(first, GONE);
      if (!gone) {
        this.#remove(first);
        if (!this.#config.inOrder) this.#context.output.raise(until - 1);
        this.#leave(first);
      }
      table.release(first);
      if (!gone && !this.#config.inOrder) this.#holdBack();
    }
    this.#settle();
  }

  snapshot(): unknown {
    return {
      watermark: this.#watermark,
      orders: [this.#left.count, this.#right.count],
      rows: this.#rows.all().map((row) => saveRow(this.#table, row)),
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
      const row = this.#table.add(side, near, value);
      this.#table.setTime(row, timestamp, order);
      this.#table.setBounds(row, lower, stay);
      if (joined) this.#table.mark(row, JOINED);
      this.#keep(row);
    }
    for (const entry of state.results) this.#results.put(...entry);
    this.#holdBack();
    this.#setWake();
  }

  #take(chunk: SidedChunk<L, R>, index: number): void {
    const timestamp = chunk.timestamps[index] as number;
    const combined = watermarkBefore(chunk, index);
    const { side } = chunk;
    const state = side === 'left' ? this.#left : this.#right;
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
    const row = this.#add(side, chunk.values[index] as L | R);
    this.#table.setTime(row, timestamp, order);
    if (side === 'left') this.#meetRights(row);
    else this.#meetLefts(row);
    this.#keepOrLeave(row, combined);
    this.#settle();
  }

  #add(side: Side, value: L | R): number {
    const { bounds, keyOf } = this.#config;
    const row = this.#table.add(side, this.#rows.of(keyOf(side, value)), value);
    if (side === 'left') {
      this.#table.setBounds(row, bounds.lowerOf(value as L), bounds.upperOf(value as L));
    } else this.#table.setBounds(row, -bounds.lowest, -bounds.lowest);
    return row;
  }

  #keepOrLeave(row: number, watermark: Milliseconds): void {
    const table = this.#table;
    const gone = table.is(row, GONE);
    if (!gone && table.lowerOf(row) <= table.stayOf(row) && table.untilOf(row) > watermark) {
      this.#keep(row);
    } else {
      if (!gone) this.#leave(row);
      table.release(row);
    }
  }

  #meetRights(left: number): void {
    const table = this.#table;
    const rights = table.nearOf(left).right;
    const latest = table.untilOf(left);
    const earliest = table.timeOf(left) + table.lowerOf(left);
    for (let i = table.firstFrom(rights, earliest); i < rights.length; i += 1) {
      const right = rights[i] as number;
      if (table.timeOf(right) > latest) return;
      if (this.#config.plan.pairs) this.#join(left, right);
      else {
        this.#meetFirst(left, right);
        return;
      }
    }
  }

  #meetLefts(right: number): void {
    const { bounds, plan } = this.#config;
    const table = this.#table;
    const lefts = table.nearOf(right).left;
    const timestamp = table.timeOf(right);
    let position = table.firstFrom(lefts, timestamp - bounds.highest);
    while (position < lefts.length) {
      const left = lefts[position] as number;
      const distance = timestamp - table.timeOf(left);
      if (distance < bounds.lowest) return;
      const meets = distance >= table.lowerOf(left) && distance <= table.stayOf(left);
      if (meets && !plan.pairs) {
        this.#meetFirst(left, right);
        this.#remove(left);
        table.release(left);
      } else {
        if (meets) this.#join(left, right);
        position += 1;
      }
    }
  }

  #join(left: number, right: number): void {
    const table = this.#table;
    table.mark(left, JOINED);
    table.mark(right, JOINED);
    this.#give(left, right, Math.max(table.timeOf(left), table.timeOf(right)));
  }

  /** For `semi` and `anti` the first partner decides: the left row need not be kept for another. */
  #meetFirst(left: number, right: number): void {
    const table = this.#table;
    table.mark(left, GONE);
    if (this.#config.plan.semi) {
      table.mark(right, JOINED);
      this.#give(left, undefined, table.timeOf(left));
    } else this.#context.counters.unjoined += 1;
  }

  /** No partner can come for the row any more. */
  #leave(row: number): void {
    const table = this.#table;
    if (table.is(row, JOINED)) return;
    const { padLeft, padRight } = this.#config.plan;
    const isLeft = table.isLeft(row);
    if (isLeft && padLeft) this.#give(row, undefined, table.timeOf(row));
    else if (!isLeft && padRight) this.#give(undefined, row, table.timeOf(row));
    else this.#context.counters.unjoined += 1;
  }

  #give(left: number | undefined, right: number | undefined, timestamp: Milliseconds): void {
    const table = this.#table;
    const leftValue = left === undefined ? undefined : (table.valueOf(left) as L);
    const rightValue = right === undefined ? undefined : (table.valueOf(right) as R);
    const result = this.#config.project(leftValue, rightValue);
    if (this.#config.inOrder) {
      const orderOf = (row = -1): number => (row < 0 ? Infinity : table.orderOf(row));
      this.#results.put(timestamp, orderOf(left), orderOf(right), result);
    } else this.#context.output.emit(result, timestamp);
  }

  #stateOf(row: number): SideState {
    return this.#table.isLeft(row) ? this.#left : this.#right;
  }

  #keep(row: number): void {
    const isFirst = this.#rows.insert(row);
    const { alone, inTurn } = this.#stateOf(row);
    if (!alone) {
      if (!inTurn || isFirst) this.#fileToFree(row);
      return;
    }
    this.#table.mark(row, FILED);
    this.#toLeave.push(row);
    if (!this.#mayHold(row)) return;
    this.#table.mark(row, HOLDING);
    this.#holding.push(row);
  }

  #fileToFree(row: number): void {
    if (this.#table.is(row, FILED)) return;
    this.#table.mark(row, FILED);
    this.#toFree.put(row);
  }

  #remove(row: number): void {
    this.#table.mark(row, GONE);
    this.#rows.remove(row);
  }

  /** The row leaves unseen; where those of its key do so in turn, it stands for all behind it. */
  #freeWith(row: number): void {
    const table = this.#table;
    table.unmark(row, FILED);
    if (table.is(row, GONE)) table.release(row);
    else if (this.#stateOf(row).inTurn) {
      const latest = this.#watermark - table.stayOf(row);
      const next = this.#rows.removeUpTo(latest, row, this.#forget);
      if (next !== undefined) this.#fileToFree(next);
    } else {
      this.#rows.remove(row);
      this.#forget(row);
    }
  }

  /** In the order in which rows leave: alike however the watermark gets there. */
  #byUntil(a: number, b: number): number {
    const table = this.#table;
    const sides = Number(table.isLeft(b)) - Number(table.isLeft(a));
    return table.untilOf(a) - table.untilOf(b) || sides || table.orderOf(a) - table.orderOf(b);
  }

  /** Whether the row may still become a result with its own timestamp. */
  #mayHold(row: number): boolean {
    return this.#stateOf(row).alone && !this.#table.is(row, JOINED | GONE);
  }

  /** The smallest timestamp that a row without a partner may still give a result; else Infinity. */
  #smallestHolding(): Milliseconds {
    const holding = this.#holding;
    for (let { first } = holding; first !== undefined; { first } = holding) {
      if (this.#mayHold(first)) return this.#table.timeOf(first);
      holding.pop();
      this.#table.unmark(first, HOLDING);
      if (this.#table.is(first, GONE)) this.#table.release(first);
    }
    return Infinity;
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
    const leave = first === undefined ? Infinity : this.#table.untilOf(first);
    const { next } = this.#results;
    this.wake = next > this.#watermark ? Math.min(leave, next) : leave;
  }
}

function saveRow<K extends Key, V>(table: RowTable<K, V>, row: number): SavedRow<K, V> {
  const side = table.isLeft(row) ? 'left' : 'right';
  const timestamp = table.timeOf(row);
  const until = table.untilOf(row);
  const bounds = side === 'left' ? [timestamp + table.lowerOf(row), until] : [timestamp, timestamp];
  const [from, to] = bounds as [Milliseconds, Milliseconds];
  return [
    [side, table.nearOf(row).key, table.valueOf(row), timestamp, table.orderOf(row)],
    [from, to, until, table.is(row, JOINED)],
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
