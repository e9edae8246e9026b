import { setTimeout as sleep } from 'node:timers/promises';
import { Subject } from 'rxjs';
import { makeChunk } from '../../operators/index.ts';
import type { Chunk, Stream, Timing } from '../../operators/index.ts';
import { createFeed, createFeedServer } from '../../src/feed/index.ts';
import type { Described, Feed, FeedServer } from '../../src/feed/index.ts';
import { HandDrivenPlayback } from '../support/handDrivenPlayback.ts';
import { roles } from './target.ts';
import type { Target } from './target.ts';

const START = 1_700_000_000_000;

/** A server with everything on, all times short, and what is to be known of it. */
export interface Reference {
  readonly server: FeedServer;
  readonly target: Target;
  readonly close: () => Promise<void>;
}

/** The most steps that a stream makes at once. */
const MOST_AT_ONCE = 20;

/** The events that are kept before anybody comes. */
const KEPT = 3;

/** A stream that goes on by a timer, and makes up for turns that came late on a busy machine. */
class Ticking<T> {
  readonly stream = new Subject<Chunk<T>>();
  readonly #timer: NodeJS.Timeout;
  readonly #make: (n: number) => readonly T[];
  #n = 0;

  constructor(every: number, make: (n: number) => readonly T[]) {
    this.#make = make;
    let last = performance.now();
    this.#timer = setInterval(() => {
      const now = performance.now();
      const steps = Math.min(MOST_AT_ONCE, Math.floor((now - last) / every));
      last = Math.max(last + steps * every, now - every);
      this.goOn(steps);
    }, every);
  }

  /** Makes so many steps at once. */
  goOn(steps: number): void {
    for (let step = 0; step < steps; step += 1) this.#step();
  }

  #step(): void {
    this.#n += 1;
    const values = this.#make(this.#n);
    const at = START + this.#n * 1_000;
    const timestamps = values.map(() => at);
    this.stream.next(makeChunk({ values, timestamps, before: at - 1_000, watermark: at }));
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

interface Row {
  readonly n: number;
  readonly text: string;
  readonly ratio: number;
}

const row = (n: number): Row => ({ n, text: `row ${n}`, ratio: n / 3 });
const LARGE = 'x'.repeat(4_000);
/** The most bytes of a message. */
const FRAME = 65_536;

/** Early, on-time and late panes, each late one behind the retraction of what it corrects. */
function panesOf(n: number): unknown[] {
  const window = { start: START + n * 1_000, end: START + (n + 1) * 1_000 };
  const pane = (timing: Timing, index: number, count: number, retract = false): unknown => ({
    key: `k${n % 3}`,
    window,
    timing,
    index,
    final: index === 2 && !retract,
    value: { count },
    ...(retract ? { retract } : {}),
  });
  return [
    pane('early', 0, 1),
    pane('onTime', 1, 2),
    pane('onTime', 1, 2, true),
    pane('late', 2, 3),
  ];
}

function endingAt(
  values: readonly unknown[],
  end: (subject: Subject<Chunk<unknown>>) => void,
): {
  readonly stream: Stream<unknown>;
  readonly start: () => void;
} {
  const stream = new Subject<Chunk<unknown>>();
  const timestamps = values.map(() => START);
  const start = (): void => {
    stream.next(makeChunk({ values, timestamps, before: START - 1, watermark: START }));
    end(stream);
  };
  return { stream, start };
}

/** Changes of a table of cars: two fields of one of them, and now and then a car that is gone. */
function changesOf(n: number): Described[] {
  const key = `car ${n % 12}`;
  if (n % 7 === 0) return [{ key, op: 'del' }];
  const car = { lap: n, tyre: { kind: 'soft', age: n % 9 }, driver: `${key}: a driver`, pit: null };
  return [{ key, data: { ...car, gap: n / 7 } }];
}

/** Starts a server on which nothing has to be skipped. */
export async function startReference(): Promise<Reference> {
  const events = new Ticking(100, (n) => [row(n)]);
  const quiet = new Ticking(50, () => []);
  const windows = new Ticking(100, panesOf);
  const flood = new Ticking(10, (n) =>
    Array.from({ length: 15 }, (_, i) => ({ n, text: `${i}${LARGE}` })),
  );
  const table = new Ticking(20, changesOf);
  const large = new Ticking(100, (n) => [{ n, text: n % 2 === 0 ? 'x'.repeat(FRAME) : '' }]);
  const ended = endingAt([row(1), row(2)], (stream) => stream.complete());
  const failed = endingAt([row(1)], (stream) => stream.error(new Error('a secret of /etc/x')));
  const onError = (): void => undefined;
  const feeds = [
    createFeed('events', events.stream),
    createFeed('quiet', quiet.stream, { markEvery: 0 }),
    createFeed('windows', windows.stream),
    createFeed('flood', flood.stream, { maxBytes: 1_048_576 }),
    createFeed('table', table.stream, { describe: (row) => row, table: { checkEvery: 20 } }),
    createFeed('ended', ended.stream),
    createFeed('failed', failed.stream, { onError }),
    createFeed('large', large.stream),
  ];
  const expires = Date.now() + 6_000;
  const server = await createFeedServer({
    feeds,
    requireOrigin: true,
    tokenCookie: 'token',
    authenticate: (token) => {
      if (token === 'good') return { user: 'ann' };
      if (token === 'short') return { user: 'ann', expires };
      return token === 'other' ? { user: 'bob' } : undefined;
    },
    limits: { buffered: 65_536, frame: FRAME },
    helloTimeout: '4s',
    pingEvery: '4s',
    pingTimeout: '4s',
    tokenGrace: '100ms',
  });
  // Nobody is to find the feed empty who comes before its first turn, which may be late on a busy machine.
  events.goOn(KEPT);
  ended.start();
  failed.start();
  const names = Object.keys(roles);
  const target: Target = {
    url: new URL(server.url),
    feeds: Object.fromEntries(names.map((name) => [name, name])),
    token: 'good',
    shortToken: 'short',
    otherToken: 'other',
    tokenCookie: 'token',
    stallMs: 3_000,
    restart: () => server.close({ after: 100, spread: '1s' }),
  };
  const close = async (): Promise<void> => {
    for (const source of [events, quiet, windows, flood, table, large]) source.stop();
    await server.close();
  };
  return { server, target, close };
}

/** So long a seek takes, so that several can be in work. */
const SEEK_MS = 50;

/** Starts a server that plays a recording, which a seek begins anew. */
export async function startPlayback(): Promise<Reference> {
  const sources: Ticking<Row>[] = [];
  const begin = (): Feed => {
    const source = new Ticking(50, (n) => [row(n)]);
    sources.push(source);
    return createFeed('events', source.stream);
  };
  const control = new HandDrivenPlayback();
  const server = await createFeedServer({
    feeds: [begin()],
    authenticate: (token) => (token === 'good' || token === 'other' ? { user: token } : undefined),
    playback: { control, allow: (identity) => identity?.user === 'good' },
  });
  control.onSeek = async () => {
    await sleep(SEEK_MS);
    server.replace([begin()]);
  };
  const target: Target = {
    url: new URL(server.url),
    feeds: { events: 'events' },
    token: 'good',
    otherToken: 'other',
  };
  const close = async (): Promise<void> => {
    for (const source of sources) source.stop();
    await server.close();
  };
  return { server, target, close };
}

/** Starts a server that takes few connections. */
export async function startFull(): Promise<Reference> {
  const events = new Ticking(100, (n) => [row(n)]);
  const connections = 5;
  const server = await createFeedServer({
    feeds: [createFeed('events', events.stream)],
    limits: { connections },
  });
  const target: Target = { url: new URL(server.url), feeds: { events: 'events' }, connections };
  const close = async (): Promise<void> => {
    events.stop();
    await server.close();
  };
  return { server, target, close };
}
