import { readSavedView, RowChanges, show, StreamError, watermarkBefore } from '../kernel/index.ts';
import type {
  Logic,
  LogicContext,
  Milliseconds,
  StateView,
  WaitingEntries,
} from '../kernel/index.ts';
import type { Key } from '../windows/index.ts';
import type { CheckedBounds } from './bounds.ts';
import { FreeList } from './freeList.ts';
import { isSavedInterval, loadRow, saveRow } from './savedInterval.ts';
import type { SavedRow } from './savedInterval.ts';
import type { JoinPlan } from './joinType.ts';
import { LoneRows } from './loneRows.ts';
import { RowsByKey } from './rowsByKey.ts';
import { FILED, GONE, JOINED, NO_ROW, RowTable } from './rowTable.ts';
import type { Reach } from './rowTable.ts';
import { judgedBy, ownBefore, sidedAt } from './side.ts';
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
  /** Of each row of it; of left rows only where all have the same. */
  readonly reach: Reach;
  /** Whether its rows may become results of their own. */
  readonly alone: boolean;
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
 * the row's timestamp, so the output's watermark stays below it. Rows of a side that gives no such
 * results leave unseen, and no row that is in time can meet one that is due to leave: they are freed
 * after a chunk. A snapshot has an entry per row, and as a whole the results that wait.
 */
export class IntervalLogic<L, R, K extends Key, Result> implements Logic<L | R> {
  readonly #config: IntervalConfig<L, R, K, Result>;
  readonly #context: LogicContext<Sided<L, R>, Result>;
  readonly #table: RowTable<L | R>;
  readonly #rows: RowsByKey<K>;
  readonly #left: SideState;
  readonly #right: SideState;
  /** Whether results may have to wait, or to be waited for. */
  readonly #waits: boolean;
  /** The rows of sides that may, and those of sides that may not. */
  readonly #lone: LoneRows;
  /** Whether a row is late by its own input's watermark, too. */
  readonly #byInput: boolean;
  readonly #toFree = new FreeList();
  readonly #results: TimedResults<Result>;
  /** Undefined before the first snapshot. */
  #changes: RowChanges | undefined;
  #watermark: Milliseconds = -Infinity;
  wake: Milliseconds = Infinity;

  readonly #free = (row: number): void => this.#freeWith(row);

  constructor(config: IntervalConfig<L, R, K, Result>, context: LogicContext<Sided<L, R>, Result>) {
    this.#config = config;
    this.#context = context;
    const { padLeft, padRight, semi } = config.plan;
    const { lowest, highest, fixed } = config.bounds;
    const ofLefts = { lower: lowest, stay: highest };
    const ofRights = { lower: -lowest, stay: -lowest };
    this.#table = new RowTable(fixed ? [ofLefts, ofRights] : undefined);
    this.#rows = new RowsByKey(this.#table);
    this.#lone = new LoneRows(this.#table);
    this.#left = { count: 0, reach: ofLefts, alone: padLeft || semi };
    this.#right = { count: 0, reach: ofRights, alone: padRight };
    this.#byInput = config.lateBy === 'input';
    this.#waits = config.inOrder || this.#left.alone || this.#right.alone;
    this.#results = new TimedResults(context.output);
  }

  get freeAt(): Milliseconds {
    return this.#toFree.next;
  }

  get size(): number {
    return this.#table.size + this.#results.size;
  }

  get waitingEntries(): WaitingEntries {
    const { next } = this.#results;
    const table = this.#table;
    const rows = [...this.#lone.items, ...this.#toFree.rows()];
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
    for (let row = this.#lone.take(watermark); row !== NO_ROW; row = this.#lone.take(watermark)) {
      this.#remove(row);
      if (!this.#config.inOrder) this.#context.output.raise(table.untilOf(row) - 1);
      this.#leave(row);
      table.release(row);
      if (!this.#config.inOrder) this.#holdBack();
    }
    if (this.#waits) this.#settle();
  }

  snapshot(changesOnly: boolean): StateView {
    this.#changes ??= this.#beginTelling();
    const head = {
      watermark: this.#watermark,
      orders: [this.#left.count, this.#right.count],
      results: this.#results.entries(),
    };
    return this.#changes.view(head, this.#table.count, changesOnly);
  }

  restore(state: unknown): void {
    const { owner } = this.#config;
    const { head, entries } = readSavedView(owner, state);
    if (!isSavedInterval<Result>(head)) {
      const text = `${owner}: saved state: expected what is known of both sides, got ${show(head)}`;
      throw new StreamError('MILLRACE_SNAPSHOT_UNREADABLE', text);
    }
    this.#watermark = head.watermark;
    [this.#left.count, this.#right.count] = head.orders;
    const rows = entries.map(([, content]) => content as SavedRow<K, L | R>);
    // Rows of one time stand in the order in which they came.
    rows.sort(([a], [b]) => a[4] - b[4]);
    for (const saved of rows) this.#file(loadRow(this.#rows, this.#table, saved), saved[1][2]);
    for (const entry of head.results) this.#results.put(...entry);
    this.#holdBack();
    this.#setWake();
  }

  #beginTelling(): RowChanges {
    const changes = new RowChanges((row) => saveRow(this.#rows, this.#table, row));
    this.#table.tell(changes);
    return changes;
  }

  #take(chunk: SidedChunk<L, R>, index: number): void {
    const timestamp = chunk.timestamps[index] as number;
    const combined = watermarkBefore(chunk, index);
    const state = chunk.side === 'left' ? this.#left : this.#right;
    const order = state.count;
    state.count += 1;
    this.#watermark = combined;
    // Both that it may be judged by: their larger one would have to be made for each row.
    if (timestamp <= combined || (this.#byInput && timestamp <= ownBefore(chunk, index))) {
      this.#giveLate(chunk, index);
      return;
    }
    const { side } = chunk;
    const value = chunk.values[index] as L | R;
    const key = this.#config.keyOf(side, value);
    const reach = this.#reachOf(side, value);
    const list = this.#rows.listFor(key, side);
    const row = this.#table.add(list, value, timestamp, order);
    this.#table.setReach(row, reach);
    // A row that meets none and does not leave alone sends nothing.
    if (this.#waits || !this.#table.isEmpty(this.#rows.otherOf(list))) {
      this.#context.output.at(chunk, index);
      if (side === 'left') this.#meetRights(row);
      else this.#meetLefts(row);
    }
    this.#keepOrLeave(row, timestamp, reach);
    if (this.#waits) this.#settle();
  }

  #giveLate(chunk: SidedChunk<L, R>, index: number): void {
    const timestamp = chunk.timestamps[index] as number;
    const watermark = judgedBy(this.#config.lateBy, chunk, index, watermarkBefore(chunk, index));
    const behind = watermark - timestamp;
    const late = sidedAt(chunk, index);
    this.#context.late({ value: late, timestamp, watermark, behind, reason: 'behindWatermark' });
  }

  #reachOf(side: Side, value: L | R): Reach {
    const { fixed, lowerOf, upperOf } = this.#config.bounds;
    if (side === 'right') return this.#right.reach;
    return fixed ? this.#left.reach : { lower: lowerOf(value as L), stay: upperOf(value as L) };
  }

  #keepOrLeave(row: number, timestamp: Milliseconds, { lower, stay }: Reach): void {
    const table = this.#table;
    const gone = table.is(row, GONE);
    const until = timestamp + stay;
    if (!gone && lower <= stay && until > this.#watermark) this.#file(row, until);
    else {
      this.#remove(row);
      if (!gone) this.#leave(row);
      table.release(row);
    }
  }

  #meetRights(left: number): void {
    const table = this.#table;
    const latest = table.untilOf(left);
    const earliest = table.timeOf(left) + table.lowerOf(left);
    let right = table.firstFrom(this.#rows.otherOf(table.listOf(left)), earliest);
    for (; right !== NO_ROW; right = table.nextOf(right)) {
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
    const timestamp = table.timeOf(right);
    const lefts = this.#rows.otherOf(table.listOf(right));
    let left = table.firstFrom(lefts, timestamp - bounds.highest);
    while (left !== NO_ROW) {
      const distance = timestamp - table.timeOf(left);
      if (distance < bounds.lowest) return;
      const next = table.nextOf(left);
      const meets = distance >= table.lowerOf(left) && distance <= table.stayOf(left);
      if (meets && plan.pairs) this.#join(left, right);
      else if (meets) {
        this.#meetFirst(left, right);
        table.remove(left);
        table.release(left);
      }
      left = next;
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

  /** Lets a row wait until it leaves, or is freed. */
  #file(row: number, until: Milliseconds): void {
    const table = this.#table;
    table.mark(row, FILED);
    if (this.#stateOf(row).alone) this.#lone.put(row);
    else this.#toFree.put(row, until);
  }

  #remove(row: number): void {
    this.#table.mark(row, GONE);
    if (this.#table.remove(row)) this.#rows.tidy(this.#table.listOf(row));
  }

  /** The row leaves unseen. */
  #freeWith(row: number): void {
    const table = this.#table;
    table.unmark(row, FILED);
    if (!table.is(row, GONE)) {
      if (!table.is(row, JOINED)) this.#context.counters.unjoined += 1;
      this.#remove(row);
    }
    table.release(row);
  }

  #holdBack(): void {
    this.#context.output.hold(this.#lone.smallest() - 1);
  }

  #settle(): void {
    const ready = Math.min(this.#watermark, this.#lone.smallest() - 1);
    if (this.#config.inOrder) this.#results.release(ready);
    this.#holdBack();
    this.#setWake();
  }

  #setWake(): void {
    const { next } = this.#results;
    this.wake = next > this.#watermark ? Math.min(this.#lone.next, next) : this.#lone.next;
  }
}
