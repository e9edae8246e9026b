import type { IncomingMessage } from 'node:http';
import { Duplex } from 'node:stream';
import { Subject } from 'rxjs';
import { makeChunk } from '../../../operators/index.ts';
import type { Chunk } from '../../../operators/index.ts';
import { Connection } from '../../../src/feed/connection.ts';
import { createFeed } from '../../../src/feed/index.ts';
import { FilterLoader } from '../../../src/feed/filterLoader.ts';
import type { Feed } from '../../../src/feed/index.ts';
import { feedsByName, serverSettings } from '../../../src/feed/serverConfig.ts';
import { ManualRuntime } from '../../../src/runtime/index.ts';
import { jsonCodec } from '../../../src/wire/index.ts';
import { FakeWebSocket } from '../../support/fakeWebSocket.ts';

/** How a connection took what was sent. */
export interface Taken {
  readonly closeCode: number | undefined;
  /** The texts that it answered with. */
  readonly answers: readonly string[];
}

/** The handler of a server's frames, without the network: feeds with events, and a connection a try. */
export class FrameTarget {
  readonly feeds: readonly Feed[];
  readonly #runtime = new ManualRuntime();
  readonly #byName: ReturnType<typeof feedsByName>;
  readonly #settings: ReturnType<typeof serverSettings>;
  readonly #filters = new FilterLoader();
  readonly #stream = new Subject<Chunk<unknown>>();
  #n = 0;

  constructor() {
    const settings = { markEvery: 0, maxEvents: 64 };
    this.feeds = [
      createFeed('events', this.#stream, settings),
      createFeed('table', this.#stream, settings),
    ];
    this.#byName = feedsByName(this.feeds);
    const runtime = this.#runtime;
    this.#settings = serverSettings({ feeds: this.feeds, runtime, limits: { rate: 1_000_000 } });
    let channel = 0;
    for (const feed of this.#byName.values()) {
      feed.open({ runtime, channel, codecs: [jsonCodec], maxFrame: this.#settings.limits.frame });
      channel += 1;
    }
    this.push();
  }

  /** Some more events. */
  push(): void {
    const values = Array.from({ length: 4 }, () => ({
      n: (this.#n += 1),
      text: `text ${this.#n}`,
    }));
    const timestamps = values.map(({ n }) => n);
    this.#stream.next(makeChunk({ values, timestamps, watermark: this.#n }));
    this.#runtime.advance(1);
  }

  /** Sends frames over one connection, which is closed then. */
  async send(frames: readonly (string | Buffer)[]): Promise<Taken> {
    const [ws, answers] = [new FakeWebSocket(), [] as string[]];
    const out = new Duplex({
      read: () => undefined,
      write: (bytes: Buffer, _encoding, done) => {
        answers.push(bytes.toString());
        done();
      },
    });
    const context = {
      runtime: this.#runtime,
      settings: this.#settings,
      feeds: this.#byName,
      codecs: [jsonCodec],
      filters: this.#filters,
      request: { headers: {} } as IncomingMessage,
      identity: undefined,
    };
    new Connection(ws.asDriver, out, context);
    for (const frame of frames) ws.hear(frame);
    // Filters are loaded once, and then at hand.
    if (!this.#filters.isReady) await this.#filters.load();
    await Promise.resolve();
    this.push();
    const { closeCode } = ws;
    if (ws.readyState === 1) ws.close(1000);
    return { closeCode, answers };
  }
}
