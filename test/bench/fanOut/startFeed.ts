import { Subject } from 'rxjs';
import { makeChunk } from '../../../operators/index.ts';
import type { Chunk } from '../../../operators/index.ts';
import { createFeed, createFeedServer } from '../../../src/feed/index.ts';
import type { FeedConfig } from '../../../src/feed/index.ts';
import { telemetryOf } from './fanOutServer.ts';
import type { FanOutServer, Telemetry } from './fanOutServer.ts';

/** How a feed is served. */
export interface FeedForm {
  readonly protocol: string;
  readonly config?: FeedConfig<Telemetry>;
}

/** A feed of this project, with the same data. */
export async function startFeed(bytes: number, form: FeedForm): Promise<FanOutServer> {
  const { protocol, config = {} } = form;
  const stream = new Subject<Chunk<Telemetry>>();
  const feed = createFeed('telemetry', stream, { markEvery: '1h', ...config });
  // A ping would be counted as a message, and its answer is not.
  const server = await createFeedServer({
    feeds: [feed],
    pingEvery: '1h',
    limits: { connections: 20_000 },
  });
  const make = telemetryOf(bytes);
  return {
    port: server.port,
    heldUp: () => server.stats().connections.filter(({ buffered }) => buffered > 0).length,
    handshake: {
      path: '/feed',
      protocol,
      say: ['{"t":"hello","v":1}', '{"t":"sub","id":1,"feed":"telemetry"}'],
      before: 2,
    },
    // The messages of a turn are one batch.
    frames: () => 1,
    send: (turn, each) => {
      const values = Array.from({ length: each }, (_, i) => make(turn * each + i));
      const timestamps = values.map(() => 1_700_000_000_000);
      stream.next(makeChunk({ values, timestamps, watermark: -Infinity }));
    },
  };
}
