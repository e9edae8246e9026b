import type { Codec, Slow } from '../wire/index.ts';
import { CursorIds } from './cursorIds.ts';
import { CursorSteps } from './cursorSteps.ts';
import type { CursorStats } from './feedStats.ts';
import type { Frame } from './frame.ts';
import type { FeedView } from './feedView.ts';
import { ReaderPace } from './readerPace.ts';
import { ReadingPlace } from './readingPlace.ts';
import { BLOCK } from './slowness.ts';
import type { Slowness } from './slowness.ts';
import { TableProgress } from './tableProgress.ts';
import type { TableNeed } from './tableProgress.ts';

/**
 * The position of one connection in a view of a feed, for all its subscriptions to that view. It
 * holds nothing of the log: when the log has moved on past it, it goes on at the floor and tells.
 */
export class Cursor {
  readonly view: FeedView;
  /** Where it stands. */
  readonly place: ReadingPlace;
  readonly #ids = new CursorIds();
  readonly #pace: ReaderPace;
  readonly #table: TableProgress | undefined;
  readonly #steps: CursorSteps;

  /** `wake` is called when what was read from a disk is there. */
  constructor(
    view: FeedView,
    offset: number,
    slowness: Slowness = BLOCK,
    wake: () => void = () => undefined,
  ) {
    this.view = view;
    this.place = new ReadingPlace(view, offset);
    this.#pace = new ReaderPace(view, slowness);
    this.#table = view.tables && new TableProgress(view.tables, view, offset);
    const [place, table, pace] = [this.place, this.#table, this.#pace];
    this.#steps = new CursorSteps({ place, table, pace, wake });
  }

  /** The ids of the subscriptions that share this position. */
  get ids(): ReadonlySet<number> {
    return this.#ids.all;
  }

  /** From here on events are not replayed. */
  get liveFrom(): number {
    return this.#steps.liveFrom;
  }

  /** The offset of the next event for a subscription. */
  positionOf(id: number): number {
    return this.#ids.positionOf(id, this.place.told);
  }

  /** The end of the feed was given out. */
  get isOver(): boolean {
    return this.#steps.isOver;
  }

  /** Whether a subscription that wants this when it is slow can share the position. */
  isFor(slow: Slow): boolean {
    return JSON.stringify(slow) === JSON.stringify(this.#pace.slowness.slow);
  }

  /** From where on a table's snapshot must be for a further subscription; undefined where none is needed. */
  get leastSnapshot(): number | undefined {
    return this.#table?.leastSnapshot;
  }

  /** What a subscription needs that goes on elsewhere, where it is in the middle of a table here. */
  get need(): TableNeed | undefined {
    return this.#table?.need;
  }

  /**
   * Adds a subscription: what it needs again comes again, and the others know it by its offsets.
   */
  add(id: number, offset: number, liveFrom: number = this.view.log.head, need?: TableNeed): void {
    this.place.part();
    this.#table?.prepare(offset, need);
    const isFirst = this.ids.size === 0;
    this.#steps.liveFrom = isFirst ? liveFrom : Math.max(this.liveFrom, liveFrom);
    this.#ids.add(id, offset, this.place.told);
    this.place.goBackTo(offset);
  }

  /** A subscription shares the position no more. */
  remove(id: number): void {
    this.#ids.delete(id);
  }

  /**
   * There is something to write, and the socket is full.
   *
   * @throws WireError `tooSlow` when something is lost by that, and nothing may be
   */
  hold(): void {
    this.place.part();
    this.#pace.hold(this.place.next);
  }

  /** The next frame to write; undefined when there is nothing new, or no sample is due. */
  step(codec: Codec): Frame | undefined {
    this.place.part();
    return this.#steps.step(codec);
  }

  /** Whether a further step may give a frame: false where it would find nothing. */
  get hasMore(): boolean {
    return this.#steps.hasMore;
  }

  /** All there is was written. */
  rest(): void {
    this.#pace.rest();
  }

  /** All there is was given out, and what comes next would be for others here as for this one. */
  get isSettled(): boolean {
    const { samples } = this.#pace.slowness;
    return samples === undefined && this.#table?.need === undefined && !this.hasMore;
  }

  /** The subscriptions are over. */
  stop(): void {
    this.#pace.stop();
    this.place.part();
  }

  stats(): CursorStats {
    return this.place.stats();
  }
}
