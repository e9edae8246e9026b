import { checkNumber } from '../../operators/index.ts';
import type { Milliseconds } from '../../operators/index.ts';
import { fromWireTime } from '../wire/index.ts';
import type { Item, Page, Since } from '../wire/index.ts';
import type { PastEvent, SkipEvent } from './feedEvent.ts';
import { toEvent } from './toEvent.ts';

/** Which page of a feed's history is wanted. */
export interface HistoryOptions {
  /**
   * Where it begins (default: with the oldest event kept, backwards with the newest). Backwards, the page
   * holds what lies before the place, so that an event that is known already is named to get those
   * before it.
   */
  readonly since?: Since;
  /** The most events (default: 300). The server has a limit of its own, 1,000 unless configured. */
  readonly limit?: number;
  /** Whether the newest events come first (default: false). */
  readonly reverse?: boolean;
}

/** Some of the events that a server keeps of a feed. */
export interface HistoryPage<T> {
  readonly epoch: string;
  /** The offset of the feed's next event when the page was made. */
  readonly offset: number;
  /** The oldest offset that is kept. */
  readonly floor: number;
  readonly watermark: Milliseconds;
  /** In their order, or, backwards, the newest first. */
  readonly events: readonly PastEvent<T>[];
  /** What was asked for and does not come. */
  readonly skips: readonly SkipEvent[];
  /** What to ask for as `since`, with the same `reverse`, to go on; undefined: nothing more is kept. */
  readonly next: Since | undefined;
}

/** @throws ArgumentTypeError, ArgumentRangeError for a `limit` that is no whole number of at least 1 */
export function checkHistory({ limit }: HistoryOptions): void {
  if (limit !== undefined) checkNumber('history', 'limit', limit, { min: 1 });
}

/** A page as the client's caller gets it. */
export function toHistoryPage<T>(page: Page): HistoryPage<T> {
  const { epoch, off, floor, wm, offs, items, skips = [], next } = page;
  return {
    epoch,
    offset: off,
    floor,
    watermark: fromWireTime(wm),
    events: items.map((item, i) => toPastEvent(item, offs[i] as number)) as PastEvent<T>[],
    skips: skips.map(({ from, to, n, why }) => ({ kind: 'skip', from, to, count: n, why })),
    next: next === undefined ? undefined : { epoch, off: next },
  };
}

function toPastEvent(item: Item, offset: number): PastEvent<unknown> {
  const { watermark: _watermark, ...event } = toEvent(item, offset, -Infinity);
  return item.p === undefined ? event : { ...event, patch: item.p };
}
