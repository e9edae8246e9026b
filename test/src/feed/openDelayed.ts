import { feedSettings } from '../../../src/feed/feedConfig.ts';
import type { FeedConfig } from '../../../src/feed/feedConfig.ts';
import type { Frame } from '../../../src/feed/frame.ts';
import { PublishedFeed } from '../../../src/feed/publishedFeed.ts';
import { Subscriptions } from '../../../src/feed/subscriptions.ts';
import { ManualRuntime } from '../../../src/runtime/index.ts';
import { DEFAULT_LIMITS, jsonCodec } from '../../../src/wire/index.ts';
import type { Item, ServerMessage, Slow, Sub } from '../../../src/wire/index.ts';
import { HandDrivenStream } from '../../support/handDrivenStream.ts';

/** What came and when, in ms since the beginning. */
interface Got {
  readonly at: number;
  readonly message: ServerMessage;
}

/** One connection, whose socket is full or not. */
interface Connection {
  readonly got: Got[];
  readonly reader: { isFull: boolean; wake(): void };
  readonly subscriptions: Subscriptions;
  sub(id: number, choice?: Partial<Sub>): void;
  set(id: number, change: { delay?: number; slow?: Slow }): void;
}

/** A feed and what drives it. */
interface Setting {
  readonly runtime: ManualRuntime;
  readonly source: HandDrivenStream<unknown>;
  readonly feed: PublishedFeed;
  push(values: readonly unknown[], watermark?: number): void;
  connect(): Connection;
}

/** A feed whose clock stands still until it is told to go on, and connections to it. */
export function openDelayed(config: FeedConfig<unknown> = {}): Setting {
  const runtime = new ManualRuntime({ now: 1_000_000 });
  const source = new HandDrivenStream<unknown>();
  const settings = feedSettings('test', { batch: 3, markEvery: 0, ...config });
  const feed = new PublishedFeed('f', source.stream, settings);
  feed.open({ runtime, channel: 0, codecs: [jsonCodec], maxFrame: 4_000 });
  const push = (values: readonly unknown[], watermark?: number): void => {
    source.push(values, watermark);
    runtime.turn();
  };
  const feeds = new Map([['f', feed]]);
  function connect(): Connection {
    const got: Got[] = [];
    const take = (message: ServerMessage): void =>
      void got.push({ at: runtime.now() - 1_000_000, message });
    const reader = {
      codec: jsonCodec,
      isFull: false,
      wake: () => {
        if (reader.isFull) return subscriptions.hold();
        subscriptions.read(jsonCodec, {
          isFull: false,
          write: (frame) => take(jsonCodec.decode(frame.payload()) as ServerMessage),
          together: () => undefined,
        });
      },
      take: (frame: Frame) => {
        if (reader.isFull) return false;
        take(jsonCodec.decode(frame.payload()) as ServerMessage);
        return true;
      },
    };
    const filters = { compile: () => (item: Item) => (item.d as number) % 2 === 0 };
    const limits = { ...DEFAULT_LIMITS, views: 4 };
    const subscriptions = new Subscriptions({ feeds, limits, reader, runtime, filters });
    const sub = (id: number, choice: Partial<Sub> = {}): void => {
      for (const answer of subscriptions.add({ t: 'sub', id, feed: 'f', ...choice })) take(answer);
      reader.wake();
    };
    const set = (id: number, change: { delay?: number; slow?: Slow }): void => {
      for (const answer of subscriptions.change({ t: 'set', id, ...change })) take(answer);
      reader.wake();
    };
    return { got, reader, subscriptions, sub, set };
  }
  return { runtime, source, feed, push, connect };
}
