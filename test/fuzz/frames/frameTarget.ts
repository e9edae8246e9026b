import type { IncomingMessage } from 'node:http';
import { Duplex } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { Subject } from 'rxjs';
import { makeChunk } from '../../../operators/index.ts';
import type { Chunk } from '../../../operators/index.ts';
import { Connection } from '../../../src/feed/connection.ts';
import { createFeed } from '../../../src/feed/index.ts';
import { FilterLoader } from '../../../src/feed/filterLoader.ts';
import type { Described, Feed, Identity } from '../../../src/feed/index.ts';
import { feedsByName, serverSettings } from '../../../src/feed/serverConfig.ts';
import { ManualRuntime } from '../../../src/runtime/index.ts';
import { jsonCodec } from '../../../src/wire/index.ts';
import { FakeWebSocket } from '../../support/fakeWebSocket.ts';
import { HandDrivenPlayback } from '../../support/handDrivenPlayback.ts';

/** How a connection took what was sent. */
export interface Taken {
  readonly closeCode: number | undefined;
  /** The texts that it answered with. */
  readonly answers: readonly string[];
  /** The most bytes that waited for it. */
  readonly waiting: number;
  /** Subscriptions, views and timers that were there after it had gone. */
  readonly left: number;
}

/** What kind of client sends. */
export interface Client {
  /** It reads nothing of what it is sent. */
  readonly isDeaf?: boolean;
  /** Its request had no token. */
  readonly isStranger?: boolean;
}

/** So many frames of a client come in one turn. */
const FRAMES_AT_ONCE = 50;

/** The most bytes that may wait for a client: what fills a socket, one message, and answers. */
export const MOST_WAITING: number = 1_048_576 + 65_536 + 65_536;

/** Whose a token is. */
const USERS: ReadonlyMap<string, string> = new Map([
  ['abc', 'Ann'],
  ['bob', 'Bob'],
]);

interface Row {
  readonly n: number;
  readonly text: string;
}

/** The handler of a server's frames, without the network: all that a server may have, and a connection a try. */
export class FrameTarget {
  readonly feeds: readonly Feed[];
  readonly #runtime = new ManualRuntime();
  readonly #byName: ReturnType<typeof feedsByName>;
  readonly #settings: ReturnType<typeof serverSettings>;
  readonly #filters = new FilterLoader();
  readonly #stream = new Subject<Chunk<Row>>();
  readonly #playback = new HandDrivenPlayback();
  #n = 0;

  constructor() {
    const settings = { markEvery: 0, maxEvents: 64 };
    const table = { ...settings, table: { checkEvery: 8 }, describe: rowOf };
    this.feeds = [
      createFeed('events', this.#stream, settings),
      createFeed('table', this.#stream, table),
    ];
    this.#byName = feedsByName(this.feeds);
    const runtime = this.#runtime;
    this.#settings = serverSettings({
      feeds: this.feeds,
      runtime,
      authenticate: (token) => this.#identityOf(token),
      playback: { control: this.#playback, allow: (identity) => identity?.user === 'Ann' },
      limits: { rate: 1_000_000 },
    });
    let channel = -1;
    const newChannel = (): number => (channel += 1);
    const maxFrame = this.#settings.limits.frame;
    for (const feed of this.#byName.values())
      feed.open({ runtime, channel: newChannel(), codecs: [jsonCodec], maxFrame, newChannel });
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
    // Now and then only time goes on.
    if (this.#n % 32 > 0) return;
    this.#stream.next(makeChunk({ watermark: this.#n + 0.5 }));
    this.#runtime.advance(1);
  }

  /** Sends frames over one connection for as long as they are read, and closes it then. */
  async send(frames: readonly (string | Buffer)[], client: Client = {}): Promise<Taken> {
    const [ws, answers] = [new FakeWebSocket(), [] as string[]];
    const out = new Duplex({
      read: () => undefined,
      write: (bytes: Buffer, _encoding, taken) => {
        if (client.isDeaf === true) return;
        answers.push(bytes.toString());
        taken();
      },
    });
    const connection = this.#connect(ws, out, client);
    const steered = this.#playback.changes.subscribe(() => connection.steered());
    let waiting = 0;
    for (const [n, frame] of frames.entries()) {
      if (ws.isPaused) break;
      // Not all of them come at once.
      if (n % FRAMES_AT_ONCE === FRAMES_AT_ONCE - 1) await setImmediate();
      ws.hear(frame);
      waiting = Math.max(waiting, out.writableLength);
    }
    await this.#settle();
    waiting = Math.max(waiting, out.writableLength);
    const { closeCode } = ws;
    if (ws.readyState === 1) ws.close(1000);
    steered.unsubscribe();
    return { closeCode, answers, waiting, left: this.#left };
  }

  /** Good for a minute from now. */
  #identityOf(token: string): Identity | undefined {
    const user = USERS.get(token);
    return user === undefined ? undefined : { user, expires: this.#runtime.now() + 60_000 };
  }

  #connect(ws: FakeWebSocket, out: Duplex, { isStranger }: Client): Connection {
    return new Connection(ws.asDriver, out, {
      runtime: this.#runtime,
      settings: this.#settings,
      feeds: this.#byName,
      codecs: [jsonCodec],
      filters: this.#filters,
      request: { headers: {} } as IncomingMessage,
      identity: isStranger === true ? undefined : this.#identityOf('abc'),
    });
  }

  /** Tokens are judged and playbacks steered, and there is something new. */
  async #settle(): Promise<void> {
    // Filters are loaded once, and then at hand.
    if (!this.#filters.isReady) await this.#filters.load();
    await setImmediate();
    this.push();
  }

  /** What nobody needs any more, and should be gone. */
  get #left(): number {
    const kept = this.feeds.map((feed) => feed.stats().subscribers + feed.stats().views);
    return kept.reduce((all, one) => all + one, this.#runtime.pending);
  }
}

function rowOf(row: Row): Described {
  return { key: row.n % 8, data: row };
}
