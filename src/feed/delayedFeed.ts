import type { Milliseconds } from '../../operators/index.ts';
import type { Cancel } from '../runtime/index.ts';
import type { End, Err } from '../wire/index.ts';
import { AgedMarks } from './agedMarks.ts';
import { DelayedLog } from './delayedLog.ts';
import type { ViewSource } from './selectedView.ts';

/**
 * A feed as it was so many ms ago: events, watermarks and the end are there only when they are as
 * old, by the clock that they came by. One timer for all who want the same delay. State: a position in the
 * log, and at most 1,024 watermarks.
 */
export class DelayedFeed {
  readonly log: DelayedLog;
  readonly #feed: ViewSource;
  readonly #delay: Milliseconds;
  readonly #marks: AgedMarks;
  readonly #changed: () => void;
  readonly #look = (): void => this.look();
  #watermark: Milliseconds;
  #timer: Cancel | undefined;
  #isFetching = false;
  #isOver = false;
  #isStopped = false;

  /** `changed` is called when there is something more to read. */
  constructor(feed: ViewSource, delay: Milliseconds, changed: () => void) {
    this.#feed = feed;
    this.#delay = delay;
    this.#changed = changed;
    this.#marks = new AgedMarks(delay);
    this.log = new DelayedLog(feed.log, delay, feed.runtime.now());
    this.#watermark = this.log.watermark;
    this.#step();
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get watermark(): Milliseconds {
    return this.#watermark;
  }

  watermarkAt(offset: number): Milliseconds {
    const before = this.log.watermarkBefore(offset);
    return offset < this.log.head ? before : Math.max(before, this.#watermark);
  }

  lastMessage(channel: number): End | Err | undefined {
    const isTold = this.#isOver || this.#feed.isBroken;
    return isTold ? this.#feed.lastMessage(channel) : undefined;
  }

  /** The feed has something new, or time has passed. */
  look(): void {
    if (this.#isStopped) return;
    if (this.#step() || this.#feed.isBroken) this.#changed();
  }

  /** Moves on to what is old enough now; tells whether that is more than before. */
  #step(): boolean {
    const now = this.#feed.runtime.now();
    this.#hear(now);
    const hasMoved = this.#move(now);
    this.#schedule(now);
    return hasMoved;
  }

  #move(now: Milliseconds): boolean {
    const before = this.#watermark;
    const hasMoved = this.log.look(now);
    const told = this.#marks.take(now, this.log.head);
    this.#watermark = Math.max(before, this.log.watermark, told);
    const isOver = this.#isEndDue(now);
    const hasEnded = isOver && !this.#isOver;
    this.#isOver = isOver;
    return hasMoved || hasEnded || this.#watermark > before;
  }

  /** Keeps a watermark that no batch tells. */
  #hear(now: Milliseconds): void {
    const { watermark, log, overAt } = this.#feed;
    if (watermark <= Math.max(this.#watermark, this.#marks.newest)) return;
    if (watermark <= log.watermarkBefore(log.head)) return;
    this.#marks.add(Math.min(now, overAt), log.head, watermark);
  }

  #isEndDue(now: Milliseconds): boolean {
    const { isOver, log, overAt } = this.#feed;
    const isRead = this.log.head === log.head && this.#marks.isEmpty;
    return isOver && isRead && overAt + this.#delay <= now;
  }

  /** When there is more, as far as it is known. */
  get #due(): Milliseconds {
    const { log, overAt } = this.#feed;
    const { due = Infinity, head } = this.log;
    const mark = this.#marks.dueAt(head) ?? Infinity;
    const end = head === log.head && !this.#isOver ? overAt + this.#delay : Infinity;
    return Math.min(due, mark, end);
  }

  #schedule(now: Milliseconds): void {
    this.#timer?.();
    this.#timer = undefined;
    this.#fetch();
    const due = this.#due;
    if (due === Infinity) return;
    // The clock may have been set back: no longer than the delay until the next look.
    const wait = Math.min(Math.max(due - now, 1), this.#delay);
    this.#timer = this.#feed.runtime.setTimer(this.#look, wait);
  }

  /** The next batch may be on a disk: it tells when it came. */
  #fetch(): void {
    if (this.#isFetching) return;
    this.#isFetching = true;
    const isAway = this.log.fetchNext(() => {
      this.#isFetching = false;
      this.look();
    });
    if (!isAway) this.#isFetching = false;
  }

  stop(): void {
    this.#isStopped = true;
    this.#timer?.();
    this.#timer = undefined;
  }
}
