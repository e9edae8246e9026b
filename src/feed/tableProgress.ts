import type { Check, Codec } from '../wire/index.ts';
import type { FeedView } from './feedView.ts';
import { frameOf } from './frame.ts';
import type { Frame } from './frame.ts';
import { SnapshotWalk } from './snapshotWalk.ts';
import type { TablePublisher } from './tablePublisher.ts';

/** How a subscription to a table begins: with its state, or with a word that what was told is void. */
export type TableNeed = 'snapshot' | 'anew';

/** How far the reader at a cursor is in what a table tells besides its events: snapshots and checks. */
export class TableProgress {
  readonly #tables: TablePublisher;
  readonly #view: Pick<FeedView, 'channel' | 'log'>;
  /** How far it is in a snapshot; everything else waits for that. */
  #walk: SnapshotWalk | undefined;
  /** The last choice of events left rows out whose newest event is still to come. */
  #isAmidChoice = false;
  /** What is to be told before anything else. */
  #check: Check | undefined;
  #checkedAt: number;

  constructor(tables: TablePublisher, view: Pick<FeedView, 'channel' | 'log'>, offset: number) {
    this.#tables = tables;
    this.#view = view;
    this.#checkedAt = offset;
  }

  /**
   * From where on the snapshot must be for a further subscription; undefined where none is needed.
   * Amid a choice there is no state of the table here that a patch would fit.
   */
  get leastSnapshot(): number | undefined {
    return this.#isAmidChoice ? this.#view.log.head : undefined;
  }

  /** What a subscription needs that goes on elsewhere, where it is in the middle of the table here. */
  get need(): TableNeed | undefined {
    if (this.#isAmidChoice) return 'anew';
    return this.#walk === undefined ? undefined : 'snapshot';
  }

  /** Something is to be told before further events. */
  get hasMore(): boolean {
    return this.#check !== undefined || this.#walk !== undefined;
  }

  /** One more shares the position; where one of them is amid a choice, all are told the table anew. */
  prepare(offset: number, need: TableNeed | undefined): void {
    this.#isAmidChoice ||= need === 'anew';
    if (need === undefined && !this.#isAmidChoice) return;
    this.#walkFrom(this.leastSnapshot ?? offset);
  }

  #walkFrom(least: number): number {
    const { offset } = this.#tables.snapshot(least);
    this.#walk = new SnapshotWalk(this.#tables, offset);
    return offset;
  }

  /** What goes before further events; `'anew'`: that the table must be told anew. */
  next(codec: Codec): Frame | 'anew' | undefined {
    const check = this.#check;
    this.#check = undefined;
    const { channel } = this.#view;
    if (check !== undefined) return frameOf(codec, { ...check, ch: channel });
    if (this.#walk === undefined) return undefined;
    if (this.#isAmidChoice) return 'anew';
    const frame = this.#walk.step(codec, channel);
    if (frame === undefined) this.#walk = undefined;
    return frame;
  }

  /** Tells the table anew from `least` or later on; gives the offset of that. */
  beginAnew(least: number): number {
    this.#isAmidChoice = false;
    return this.#walkFrom(least);
  }

  /** All of a batch was given out, and this is behind it. */
  came(check: Check | undefined): void {
    this.#check = check;
    this.#checkedAt = check?.off ?? this.#checkedAt;
  }

  /** Events up to `end` were chosen from. */
  chose(end: number): void {
    this.#isAmidChoice = end < this.#view.log.head;
  }

  /** The choices have come to the newest event. */
  chosen(): void {
    const { head } = this.#view.log;
    if (head - this.#checkedAt < this.#tables.checkEvery) return;
    this.#check = this.#tables.check();
    this.#checkedAt = head;
  }
}
