import path from 'node:path';
import { createFeed, createFeedServer } from 'millrace/feed';
import type { Described, Feed, FeedConfig, FeedServer } from 'millrace/feed';
import { makeChunk } from 'millrace';
import type { Chunk } from 'millrace';
import { Subject } from 'rxjs';
import { FEED_NAMES } from '../../../demos/departures/board/boardFeeds.ts';
import type { FakeStep, FakeWorld } from './fakeWorld.ts';
import { servePage } from './servePage.ts';

/** A server of the board's feeds and page, whose traffic goes on when it is told to. */
export interface FakeServer {
  readonly port: number;
  readonly address: string;
  /** Lets the traffic go on by a number of five minutes. */
  step(times?: number): void;
  close(): Promise<void>;
}

/** How the server listens, and what its feeds keep. */
export interface FakeServerConfig extends FeedConfig<Described> {
  readonly port?: number;
  /** A folder for the logs of the feeds, which go on where they ended. */
  readonly logs?: string;
}

type Source = Subject<Chunk<Described>>;

/** Starts a server whose feeds begin anew with the world as it stands. */
export async function startFakeServer(
  world: FakeWorld,
  { port = 0, logs, ...feedConfig }: FakeServerConfig = {},
): Promise<FakeServer> {
  const sources = FEED_NAMES.map((name) => [name, new Subject<Chunk<Described>>()] as const);
  const config = { ...feedConfig, describe: (value: Described) => value };
  const feeds = sources.map(([name, source]): Feed => {
    const log = logs === undefined ? {} : { log: { folder: path.join(logs, name) } };
    return createFeed(name, source, { ...config, ...log });
  });
  const server = await createFeedServer({ port, feeds, request: servePage, closeGrace: 100 });
  return {
    port: server.port,
    address: `http://127.0.0.1:${server.port}/`,
    step: (times = 1) => {
      for (let i = 0; i < times; i += 1) publish(new Map(sources), world.step());
    },
    close: () => closeServer(server),
  };
}

function publish(sources: ReadonlyMap<string, Source>, step: FakeStep): void {
  const { watermark, status, ...panes } = step;
  const told: Record<string, readonly Described[]> = { ...panes, status: [{ data: status }] };
  for (const [name, values] of Object.entries(told)) {
    const timestamps = values.map(({ window }) => (window?.end ?? watermark + 1) - 1);
    sources.get(name)?.next(makeChunk({ values, timestamps, before: watermark - 1, watermark }));
  }
}

async function closeServer(server: FeedServer): Promise<void> {
  await server.close();
  server.http.closeAllConnections();
}
