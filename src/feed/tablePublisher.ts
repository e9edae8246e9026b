import type { Milliseconds } from '../../operators/index.ts';
import { toWireTime } from '../wire/index.ts';
import type { Check, Item } from '../wire/index.ts';
import type { ReadableLog } from './feedLog.ts';
import { FeedTable } from './feedTable.ts';
import type { LogEntry } from './logEntry.ts';
import type { TableSettings } from './tableConfig.ts';
import { TableSnapshot } from './tableSnapshot.ts';
import type { Batch as WrittenBatch } from './writeBatch.ts';

type Batch = Omit<WrittenBatch, 'channel'>;

/** What came of a batch: what is told of its events, up to the first that fails. */
export interface TakenBatch {
  readonly batch: Batch;
  readonly failure?: { readonly error: unknown };
}

/** The feed that the table is of. */
export interface TableOwner {
  readonly channel: number;
  readonly epoch: string;
  readonly log: ReadableLog;
  readonly maxPayload: number;
  watermarkAt(offset: number): Milliseconds;
}

/** The bytes of a part of a snapshot, where messages may be as large. */
const PART_BYTES = 65_536;
/** A snapshot is used again up to so many events later, or as many as it has rows. */
const FRESH_EVENTS = 256;

/**
 * The table of a feed, and its snapshots. Two are kept: those who are in the middle of one when a
 * newer one is made can still finish it, and begin with the newest only if they take longer than
 * that. So however many subscribers are slow, a position is all that each of them costs.
 */
export class TablePublisher {
  readonly table: FeedTable;
  readonly checkEvery: number;
  readonly #feed: TableOwner;
  #snapshots: readonly TableSnapshot[] = [];
  #checkedAt = 0;

  constructor(name: string, feed: TableOwner, settings: TableSettings) {
    this.table = new FeedTable(name, settings);
    this.checkEvery = settings.checkEvery;
    this.#feed = feed;
  }

  /** Has the rows that it had at a checkpoint, and nothing else. */
  restore(rows: readonly Item[]): void {
    this.#snapshots = [];
    this.#checkedAt = this.#feed.log.head;
    for (const row of rows) this.table.apply(row, this.#maxRow);
  }

  /** Takes in the next events of the log. */
  take(batch: Batch): TakenBatch {
    const items: Item[] = [];
    try {
      for (const item of batch.items) items.push(this.table.apply(item, this.#maxRow));
      return { batch: { ...batch, items } };
    } catch (error) {
      // What the other items would have told of the watermark is not known without them.
      return { batch: { ...batch, items, watermark: batch.before }, failure: { error } };
    }
  }

  /** The log has what was taken in: now and then it is followed by a check. */
  appended(entries: readonly LogEntry[]): void {
    const { head } = this.#feed.log;
    if (head - this.#checkedAt < this.checkEvery) return;
    this.#checkedAt = head;
    entries.at(-1)?.attach(this.check());
  }

  /** No codec makes four times as much of a row as its canonical JSON. */
  get #maxRow(): number {
    return this.#feed.maxPayload >>> 2;
  }

  /** What subscribers must have at the head of the log. */
  check(): Check {
    const { channel: ch, log } = this.#feed;
    return { t: 'check', ch, off: log.head, n: this.table.size, sum: this.table.sum };
  }

  /** A snapshot of an offset that is still kept. */
  snapshotAt(offset: number): TableSnapshot | undefined {
    return this.#snapshots.find((snapshot) => snapshot.offset === offset);
  }

  /** A snapshot of `least` or later, behind which the log has everything. */
  snapshot(least: number = 0): TableSnapshot {
    const { log } = this.#feed;
    const [newest] = this.#snapshots;
    const oldest = log.head - Math.max(FRESH_EVENTS, this.table.size);
    const isFresh = newest !== undefined && newest.offset >= Math.max(log.floor, least, oldest);
    if (isFresh) return newest;
    const snapshot = this.#make();
    this.#snapshots = newest === undefined ? [snapshot] : [snapshot, newest];
    return snapshot;
  }

  #make(): TableSnapshot {
    const { channel, epoch, log } = this.#feed;
    return new TableSnapshot({
      channel,
      epoch,
      offset: log.head,
      watermark: toWireTime(this.#feed.watermarkAt(log.head)),
      rows: this.table.rows(),
      sum: this.table.sum,
      partBytes: Math.min(PART_BYTES, this.#maxRow),
    });
  }
}
