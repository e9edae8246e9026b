import type { DelayedFeed } from './delayedFeed.ts';
import type { LogEntry } from './logEntry.ts';
import type { Item } from '../wire/index.ts';
import type { ViewSource } from './selectedView.ts';

/** What is the same for as long as a feed lasts. */
type Fixed = Pick<ViewSource, 'runtime' | 'channel' | 'markEvery' | 'maxPayload' | 'maxKept'>;

/** A feed, as far as its views lean on it. */
export interface ViewedFeed extends Omit<ViewSource, keyof Fixed | 'itemsOf'> {
  items(entry: LogEntry): readonly Item[];
}

/** A feed as its views see it. */
export function viewSource(feed: ViewedFeed, fixed: Fixed): ViewSource {
  return {
    ...fixed,
    name: feed.name,
    epoch: feed.epoch,
    log: feed.log,
    tables: feed.tables,
    brake: feed.brake,
    get isOver() {
      return feed.isOver;
    },
    get overAt() {
      return feed.overAt;
    },
    get isBroken() {
      return feed.isBroken;
    },
    get watermark() {
      return feed.watermark;
    },
    watermarkAt: (offset) => feed.watermarkAt(offset),
    itemsOf: (entry) => feed.items(entry),
    frame: (entry, codec) => feed.frame(entry, codec),
    lastMessage: (channel) => feed.lastMessage(channel),
    countSkipped: (events) => feed.countSkipped(events),
    countFailed: (events) => feed.countFailed(events),
  };
}

/** A feed as it was some time ago, as its views see it. */
export function delayedSource(source: ViewSource, delayed: DelayedFeed): ViewSource {
  return {
    ...source,
    log: delayed.log,
    get isOver() {
      return delayed.isOver;
    },
    get isBroken() {
      return source.isBroken;
    },
    get watermark() {
      return delayed.watermark;
    },
    watermarkAt: (offset) => delayed.watermarkAt(offset),
    lastMessage: (channel) => delayed.lastMessage(channel),
  };
}
