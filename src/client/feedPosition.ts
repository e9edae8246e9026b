import { fromWireTime } from '../wire/index.ts';
import type {
  Check,
  Ev,
  Item,
  Mark,
  Pick,
  Since,
  Skip,
  SkipReason,
  Snap,
  SubOk,
  WireTime,
} from '../wire/index.ts';
import type { FeedEvent, MismatchEvent, SkipEvent } from './feedEvent.ts';
import type { OpenReplica, TableReplica } from './tableReplica.ts';
import { toEvent } from './toEvent.ts';

/**
 * Where one subscription stands in its feed, and what the server's messages mean there: batches are
 * shared by all, so what comes twice or begins too early is left out by its offset. State: an
 * epoch, an offset, a watermark; of a table, its rows.
 */
export class FeedPosition {
  #since: Since | undefined;
  #epoch: string | undefined;
  #next = 0;
  #watermark = -Infinity;
  #table: TableReplica | undefined;
  #isLost = false;
  /** What was asked for and is gone, until the server has told how much of it. */
  #untold: Since | undefined;

  constructor(since: Since | undefined) {
    this.#since = since;
  }

  /** What to ask for, at first and when connecting again. */
  get since(): Since | undefined {
    if (this.#epoch === undefined) return this.#since;
    // Changes of a table that is not known here are of no use.
    if (this.#table !== undefined && !(this.#table.isReady && this.#table.isSettled))
      return undefined;
    return this.#untold ?? { epoch: this.#epoch, off: this.#next - 1 };
  }

  /** Whether the rows of a table are not known, and no snapshot is on its way. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** The offset of the next event. */
  get next(): number {
    return this.#next;
  }

  /**
   * Undefined when events are missing before it without a word.
   *
   * @param open is there where the feed is a table
   */
  subscribed(
    { epoch, off, outcome, wm, table }: SubOk,
    open?: OpenReplica,
  ): FeedEvent<never>[] | undefined {
    const asked = placeOf(this.since);
    if (outcome !== 'tooOld' && outcome !== 'snapshot' && off > asked) {
      this.#next = asked;
      return undefined;
    }
    // A connection that breaks before the skip behind this must not make the loss a silent one.
    this.#untold = outcome === 'tooOld' ? this.since : undefined;
    const goesOn = epoch === this.#epoch && off === this.#next && this.#table?.isReady === true;
    this.#openTable(table === true ? open : undefined, outcome === 'snapshot', goesOn, off);
    // Watermarks of another epoch say nothing about this one.
    if (epoch !== this.#epoch) this.#watermark = -Infinity;
    this.#epoch = epoch;
    this.#next = off;
    this.#moveTo(wm);
    if (this.#isLost) return [];
    const isTable = table === true ? { table } : {};
    return [{ kind: 'subscribed', outcome, epoch, offset: off, ...isTable }];
  }

  /** Changes alone are enough for those who know what was before them. */
  #openTable(open: OpenReplica | undefined, isTold: boolean, goesOn: boolean, off: number): void {
    this.#isLost = open !== undefined && !isTold && !goesOn && off > 0;
    if (open === undefined) this.#table = undefined;
    else if (isTold || !goesOn) this.#table = open(!isTold && off === 0);
  }

  /** Undefined when it does not fit what came of it before. */
  snap(message: Snap): FeedEvent<unknown>[] | undefined {
    const table = this.#table;
    const { epoch, off, wm } = message;
    if (table === undefined || table.isReady || off < this.#next) return [];
    const isDone = epoch === this.#epoch ? table.add(message) : undefined;
    if (isDone === undefined) return this.#lose();
    if (!isDone) return [];
    this.#next = off;
    this.#moveTo(wm);
    return [{ kind: 'snapshot', offset: off, watermark: this.#watermark, rows: table.rows() }];
  }

  /** Whether the table is what it must be; undefined when that cannot be told from this. */
  check(message: Check): boolean | undefined {
    const table = this.#table;
    if (message.off !== this.#next || table?.isReady !== true || !table.isSettled) return undefined;
    if (table.agrees(message)) return true;
    this.#lose();
    return false;
  }

  /** Tells that the table is wrong. */
  mismatch(): MismatchEvent {
    return { kind: 'mismatch', offset: this.#next, watermark: this.#watermark };
  }

  #lose(): undefined {
    this.#table?.lose();
    this.#isLost = this.#table !== undefined;
  }

  /** An item as it is told whole; undefined when it does not fit the table here. */
  #wholeOf(item: Item): Item | undefined {
    if (this.#table === undefined) return item;
    return this.#table.isReady ? this.#table.apply(item) : undefined;
  }

  /** Undefined when events are missing before this batch without a word. */
  batch({ off, wm, items }: Ev): FeedEvent<unknown>[] | undefined {
    if (off > this.#next) return undefined;
    this.#untold = undefined;
    const events: FeedEvent<unknown>[] = [];
    for (let i = this.#next - off; i < items.length; i += 1) {
      // The batch's watermark holds after its last item only: until then the one before it does.
      if (i === items.length - 1) this.#moveTo(wm);
      const item = this.#wholeOf(items[i] as Item);
      if (item === undefined) return this.#lose();
      events.push(toEvent(item, off + i, this.#watermark));
    }
    this.#next = Math.max(this.#next, off + items.length);
    this.#moveTo(wm);
    return events;
  }

  /** What is left out is told in between; undefined when events are missing before all of it. */
  pick({ from, to, wm, why, more, offs, items, errs }: Pick): FeedEvent<unknown>[] | undefined {
    if (from > this.#next) return undefined;
    this.#untold = undefined;
    const events: FeedEvent<unknown>[] = [];
    const leaveOut = (end: number): void =>
      void events.push(...skipsOf(this.#next, end, why, errs));
    for (const [i, off] of offs.entries()) {
      if (off < this.#next) continue;
      leaveOut(off);
      if (off === to - 1) this.#moveTo(wm);
      const item = this.#wholeOf(items[i] as Item);
      if (item === undefined) return this.#lose();
      events.push(toEvent(item, off, this.#watermark));
      this.#next = off + 1;
    }
    if (this.#table !== undefined && to >= this.#next) this.#table.isSettled = more !== true;
    leaveOut(to);
    this.#next = Math.max(this.#next, to);
    // Where a filter leaves out the last offset, no event tells the watermark behind it.
    if (why === 'filtered') events.push(...this.#rise(wm));
    this.#moveTo(wm);
    return events;
  }

  #moveTo(wm: WireTime): void {
    this.#watermark = Math.max(this.#watermark, fromWireTime(wm));
  }

  /** Undefined when events are missing before it. */
  mark({ off, wm }: Mark): FeedEvent<never>[] | undefined {
    return off > this.#next ? undefined : this.#rise(wm);
  }

  #rise(wm: WireTime): FeedEvent<never>[] {
    const watermark = fromWireTime(wm);
    if (watermark <= this.#watermark) return [];
    this.#watermark = watermark;
    return [{ kind: 'mark', watermark }];
  }

  /** Undefined when events are missing before it. */
  skip({ id, from, to, n, why }: Skip): SkipEvent[] | undefined {
    if (from > this.#next) return undefined;
    // One for this subscription alone answers what it asked for; one for the channel is for those
    // who have not got as far.
    this.#untold = undefined;
    if (id !== undefined) {
      this.#next = Math.max(this.#next, to);
      return [{ kind: 'skip', from, to, count: n, why }];
    }
    if (to <= this.#next) return [];
    const start = Math.max(from, this.#next);
    this.#next = to;
    // What is not conflated may be of any row; a snapshot follows.
    if (why !== 'conflated') this.#table?.lose();
    return [{ kind: 'skip', from: start, to, count: Math.min(n, to - start), why }];
  }
}

/** The offset that must come first; Infinity where it is for the server to say. */
function placeOf(since: Since | undefined): number {
  return typeof since === 'object' && 'off' in since ? since.off + 1 : Infinity;
}

/** The offsets of a range, of which those in `errs` could not be judged. */
function skipsOf(
  from: number,
  to: number,
  why: SkipReason,
  errs: readonly number[] = [],
): SkipEvent[] {
  const skips: SkipEvent[] = [];
  let next = from;
  const add = (end: number, reason: SkipReason): void => {
    if (end <= next) return;
    skips.push({ kind: 'skip', from: next, to: end, count: end - next, why: reason });
    next = end;
  };
  for (const off of errs) {
    if (off < next || off >= to) continue;
    add(off, why);
    add(off + 1, 'filterFailed');
  }
  add(to, why);
  return skips;
}
