// A server of feeds whose logs are on disk, for a run that kills it: `lossServer.js FOLDER PORT`.
import path from 'node:path';
import { createFeed, createFeedServer } from '../../src/feed/index.ts';
import type { Feed } from '../../src/feed/index.ts';
import { HandDrivenStream } from '../support/handDrivenStream.ts';
import { lossFeeds } from './lossFeeds.ts';
import type { LossFeed } from './lossFeeds.ts';
import { lossPings } from './lossPings.ts';

/** How often events are made, in ms. */
const TURN = 20;

const [folder = '', port = '0'] = process.argv.slice(2);

class Source {
  readonly feed: Feed;
  readonly #feed: LossFeed;
  readonly #stream = new HandDrivenStream<unknown>();
  #next = 0;

  constructor(feed: LossFeed) {
    this.#feed = feed;
    const { name, bytes: _bytes, ...limits } = feed;
    const config = { ...limits, log: { folder: path.join(folder, name), memoryBytes: 1_048_576 } };
    this.feed = createFeed(name, this.#stream.stream, config);
  }

  /** Each event says its own offset, also after a start that goes on behind others. */
  goOn(): void {
    this.#next = this.feed.stats().offset;
  }

  push(): void {
    const n = this.#next;
    this.#next += 1;
    const filling = 'x'.repeat(this.#feed.bytes);
    this.#stream.push([{ n, filling }], n);
  }

  end(): void {
    this.#stream.complete();
  }
}

const sources = lossFeeds.map((feed) => new Source(feed));
const server = await createFeedServer({
  feeds: sources.map(({ feed }) => feed),
  port: Number(port),
  pingEvery: lossPings.every,
  pingTimeout: lossPings.timeout,
  helloTimeout: '2s',
  limits: { buffered: 65_536 },
});
for (const source of sources) source.goOn();
const timer = setInterval(() => {
  for (const source of sources) source.push();
}, TURN);
process.on('message', () => {
  clearInterval(timer);
  for (const source of sources) source.end();
  const heads = Object.fromEntries(sources.map(({ feed }) => [feed.name, feed.stats().offset]));
  process.send?.({ heads });
});
// Nobody is left to want it.
process.on('disconnect', () => process.exit());
process.send?.({ port: server.port });
