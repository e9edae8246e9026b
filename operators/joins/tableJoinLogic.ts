import { ItemChanges, MinHeap, readSavedView, watermarkBefore } from '../kernel/index.ts';
import type {
  Logic,
  LogicContext,
  Milliseconds,
  Numbered,
  StateView,
  WaitingEntries,
} from '../kernel/index.ts';
import { Expiry } from '../keyed/index.ts';
import type { Change, Life } from '../keyed/index.ts';
import type { Key } from '../windows/index.ts';
import { JoinTable } from './joinTable.ts';
import type { JoinedChange, TableRow } from './joinTable.ts';
import type { JoinPlan } from './joinType.ts';
import { judgedBy, sidedAt } from './side.ts';
import type { LateBy, Side, Sided, SidedChunk } from './side.ts';

/** What makes a joined row the one it is: the ids of its two rows, undefined for one that is missing. */
export type JoinedId<LI, RI> = readonly [left: LI | undefined, right: RI | undefined];

/** The checked config of a join of two tables. */
export interface TableJoinSettings<L, R, Result> {
  readonly owner: string;
  readonly plan: JoinPlan;
  readonly keyOf: (event: Sided<L, R>) => Key;
  readonly idOf: (event: Sided<L, R>) => Key;
  readonly deletes: (event: Sided<L, R>) => boolean;
  readonly lives: Readonly<Record<Side, Life | undefined>>;
  readonly project: (left: L | undefined, right: R | undefined) => Result;
  readonly updateBefore: boolean;
  readonly lateBy: LateBy;
  /** Whether events behind the watermark are late; else they are applied when they come. */
  readonly judgesLate: boolean;
}

/** An event that waits until the watermark reaches it. */
interface Waiting<L, R> extends Numbered {
  readonly time: Milliseconds;
  /** How many of its side came before it. */
  readonly order: number;
  readonly event: Sided<L, R>;
}

type Row<L, R> = TableRow<L | R>;

type Item<L, R> = Row<L, R> | Waiting<L, R>;

/** What a row is before it is in its table. */
const UNTOLD = { entered: 0, slot: -1 };

/**
 * Keeps two tables by the events of two sides, and tells how their join changes.
 *
 * Events wait for the watermark and are applied in the order of their times, then of their sides, the left
 * one first, then of arrival; a row whose life ends at a time leaves after the events of that time. So
 * neither chunks nor the interleaving of the sides change anything.
 *
 * State: the rows of both tables, and the events that wait. A snapshot has an entry for each of them.
 */
export class TableJoinLogic<L, R, Result> implements Logic<L | R> {
  readonly #config: TableJoinSettings<L, R, Result>;
  readonly #context: LogicContext<Sided<L, R>, Change<JoinedId<Key, Key>, Result>>;
  readonly #table: JoinTable<L, R>;
  readonly #waiting = new MinHeap<Waiting<L, R>>(inOrder);
  readonly #expiry = {
    eventTime: new Expiry<Row<L, R>>(),
    processingTime: new Expiry<Row<L, R>>(),
  };
  #orders = { left: 0, right: 0 };
  /** Undefined before the first snapshot. */
  #changes: ItemChanges<Item<L, R>> | undefined;
  #created = 0;

  constructor(
    config: TableJoinSettings<L, R, Result>,
    context: LogicContext<Sided<L, R>, Change<JoinedId<Key, Key>, Result>>,
  ) {
    this.#config = config;
    this.#context = context;
    this.#table = new JoinTable(config.plan);
  }

  get wake(): Milliseconds {
    return Math.min(this.#waiting.first?.time ?? Infinity, this.#expiry.eventTime.next);
  }

  get nextTick(): Milliseconds {
    return this.#expiry.processingTime.next;
  }

  get size(): number {
    return this.#table.size + this.#waiting.size;
  }

  get waitingEntries(): WaitingEntries {
    return { count: this.#waiting.size, until: this.#waiting.first?.time ?? Infinity };
  }

  add(chunk: SidedChunk<L, R>, from: number, to: number): number {
    const { wake, nextTick } = this;
    for (let i = from; i < to; i += 1) {
      this.#take(chunk, i);
      if (this.wake < wake || this.nextTick < nextTick) return i + 1;
    }
    return to;
  }

  advance(watermark: Milliseconds): void {
    const now = this.#context.now();
    if (now >= this.nextTick) this.tick(now);
    for (let { first } = this.#waiting; first !== undefined; { first } = this.#waiting) {
      if (first.time > watermark) break;
      this.#expireUpTo(first.time - 1);
      this.#changes?.remove(first);
      this.#waiting.pop();
      this.#context.output.raise(first.time - 1);
      this.#apply(first.event, first.time, now);
    }
    if (watermark < Infinity) this.#expireUpTo(watermark);
    else this.#forget();
  }

  tick(now: Milliseconds): void {
    const { processingTime } = this.#expiry;
    for (let row = processingTime.take(now); row; row = processingTime.take(now)) {
      if (this.#isThere(row)) this.#tell(this.#table.remove(row), row.timestamp);
    }
  }

  snapshot(changesOnly: boolean): StateView {
    this.#changes ??= this.#beginTelling();
    return this.#changes.view([this.#orders.left, this.#orders.right, this.#created], changesOnly);
  }

  restore(state: unknown): void {
    const { head, entries } = readSavedView(this.#config.owner, state);
    const [left, right, created] = head as [number, number, number];
    this.#orders = { left, right };
    this.#created = created;
    const saved = entries.map(([, content]) => content as SavedItem<L | R>);
    for (const item of saved) if (item[0] === 'waiting') this.#loadWaiting(item);
    const rows = saved.filter((item) => item[0] === 'row');
    // Rows of one key stand in the order in which they came under it.
    for (const row of rows.sort((a, b) => a[1] - b[1])) this.#loadRow(row);
  }

  #beginTelling(): ItemChanges<Item<L, R>> {
    const changes = new ItemChanges<Item<L, R>>(
      [...this.#table.all(), ...this.#waiting.items],
      saveItem,
    );
    this.#table.tell(changes);
    return changes;
  }

  #loadRow([, , [side, id, key, created], [timestamp, deadline], value]: SavedRow<L | R>): void {
    const row = { side, id, key, value, timestamp, created, deadline: Infinity, ...UNTOLD };
    this.#table.load(row);
    if (deadline !== undefined) this.#liveUntil(row, deadline);
  }

  #loadWaiting([, order, time, side, value]: SavedWaiting<L | R>): void {
    this.#wait(time, order, { side, value } as Sided<L, R>);
  }

  #wait(time: Milliseconds, order: number, event: Sided<L, R>): void {
    const waiting = { time, order, event, slot: -1 };
    this.#changes?.add(waiting);
    this.#waiting.push(waiting);
  }

  #take(chunk: SidedChunk<L, R>, index: number): void {
    const { lateBy, judgesLate } = this.#config;
    const event = sidedAt(chunk, index);
    const { side } = event;
    const timestamp = chunk.timestamps[index] as number;
    const order = this.#orders[side];
    this.#orders[side] += 1;
    const combined = watermarkBefore(chunk, index);
    const watermark = judgedBy(lateBy, chunk, index, combined);
    if (judgesLate && timestamp <= watermark) {
      const late = event;
      const behind = watermark - timestamp;
      this.#context.late({ value: late, timestamp, watermark, behind, reason: 'behindWatermark' });
    } else if (timestamp > combined) this.#wait(timestamp, order, event);
    else {
      this.#context.output.at(chunk, index);
      const now = chunk.arrivals?.[index] ?? this.#context.now();
      // A timer may go off after an event of its own millisecond.
      if (now >= this.nextTick) this.tick(now);
      const life = this.#config.lives[side];
      const isOver = life?.clock === 'eventTime' && timestamp + life.span <= combined;
      if (isOver) this.#context.counters.dropped += 1;
      else this.#apply(event, timestamp, now);
    }
  }

  #apply(event: Sided<L, R>, timestamp: Milliseconds, now: Milliseconds): void {
    const { idOf, keyOf, deletes, lives } = this.#config;
    const { side, value } = event;
    const id = idOf(event);
    const row = this.#table.get(side, id);
    const gone = deletes(event);
    if (row === undefined ? gone : row.timestamp > timestamp) {
      this.#context.counters.dropped += 1;
      return;
    }
    if (gone) {
      this.#tell(this.#table.remove(row as Row<L, R>), timestamp);
      return;
    }
    const life = lives[side];
    const deadline = life && (life.clock === 'eventTime' ? timestamp : now) + life.span;
    const next = row ?? this.#newRow(event, id, keyOf(event), timestamp);
    const changes =
      row === undefined ? this.#table.add(next) : this.#table.update(row, keyOf(event), value);
    next.timestamp = timestamp;
    if (deadline !== undefined) this.#liveUntil(next, deadline);
    this.#tell(changes, timestamp);
  }

  #newRow(
    { side, value }: Sided<L, R>,
    id: Key,
    key: Key,
    timestamp: Milliseconds,
  ): TableRow<L | R> {
    const created = this.#created;
    this.#created += 1;
    return { side, id, key, value, timestamp, created, deadline: Infinity, ...UNTOLD };
  }

  #liveUntil(row: Row<L, R>, deadline: Milliseconds): void {
    const life = this.#config.lives[row.side];
    const isNew = row.deadline === Infinity;
    row.deadline = deadline;
    if (isNew && life !== undefined) this.#expiry[life.clock].add(row);
  }

  #expireUpTo(time: Milliseconds): void {
    const { eventTime } = this.#expiry;
    for (let row = eventTime.take(time); row; row = eventTime.take(time)) {
      if (!this.#isThere(row)) continue;
      this.#context.output.raise(row.deadline - 1);
      this.#tell(this.#table.remove(row), row.deadline);
    }
  }

  /** At the end of all time the state is only freed: what was told last stays true. */
  #forget(): void {
    for (const row of this.#table.all()) {
      if (this.#config.lives[row.side]?.clock === 'eventTime') this.#table.remove(row);
    }
    while (this.#expiry.eventTime.next < Infinity) this.#expiry.eventTime.take(Infinity);
  }

  /** Whether a row was not taken out before its life was over. */
  #isThere(row: Row<L, R>): boolean {
    return this.#table.get(row.side, row.id) === row;
  }

  #tell(changes: readonly JoinedChange<L, R>[], timestamp: Milliseconds): void {
    const { project, updateBefore } = this.#config;
    for (const { op, left, right } of changes) {
      if (op === 'updateBefore' && !updateBefore) continue;
      const value = project(left?.value, right?.value);
      this.#context.output.emit({ op, key: [left?.id, right?.id], value }, timestamp);
    }
  }
}

function inOrder(a: Waiting<unknown, unknown>, b: Waiting<unknown, unknown>): number {
  return a.time - b.time || rank(a) - rank(b) || a.order - b.order;
}

function rank({ event }: Waiting<unknown, unknown>): number {
  return event.side === 'left' ? 0 : 1;
}

type SavedRow<V> = readonly [
  kind: 'row',
  entered: number,
  [side: Side, id: Key, key: Key, created: number],
  [timestamp: Milliseconds, deadline: Milliseconds | undefined],
  value: V,
];

type SavedWaiting<V> = readonly [
  kind: 'waiting',
  order: number,
  time: Milliseconds,
  side: Side,
  value: V,
];

type SavedItem<V> = SavedRow<V> | SavedWaiting<V>;

function saveItem<L, R>(item: Item<L, R>): SavedItem<L | R> {
  if ('event' in item) {
    const { order, time, event } = item;
    return ['waiting', order, time, event.side, event.value];
  }
  const { entered, side, id, key, created, timestamp, deadline, value } = item;
  const times = [timestamp, deadline === Infinity ? undefined : deadline] as const;
  return ['row', entered, [side, id, key, created], [...times], value];
}
