import type { FeedOptions } from '../../../src/client/clientConfig.ts';
import type { FeedChange } from '../../../src/client/feedChange.ts';
import { feedSettings } from '../../../src/feed/feedConfig.ts';
import { PublishedFeed } from '../../../src/feed/publishedFeed.ts';
import { ManualRuntime } from '../../../src/runtime/index.ts';
import { jsonCodec } from '../../../src/wire/index.ts';
import { randomFrom } from '../../support/chunks.ts';
import { HandDrivenStream } from '../../support/handDrivenStream.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';
import { TrafficClient } from './trafficClient.ts';

const test = suite('feeds, connections and subscriptions of all sorts');

const SEEDS = 60;
const STEPS = 80;
const NAMES = ['a', 'b'] as const;
const CODECS = [jsonCodec, { ...jsonCodec, name: 'json.z' as const }];

type Draw = (below: number) => number;

function optionsOf(draw: Draw): FeedOptions {
  const slow = [undefined, 'latest', { drop: 4 }, { sample: 5 }] as const;
  const since = draw(2) > 0 ? 'start' : { last: draw(20) };
  return {
    slow: slow[draw(4)] ?? 'block',
    ...(draw(2) > 0 ? { since } : {}),
    ...(draw(4) === 0 ? { filter: String(1 + draw(4)) } : {}),
    ...(draw(5) === 0 ? { fields: ['n'] } : {}),
    ...(draw(4) === 0 ? { delay: 1 + draw(30) } : {}),
  };
}

function changeOf(draw: Draw): FeedChange {
  const changes: readonly FeedChange[] = [
    { slow: 'block' },
    { slow: 'latest' },
    { slow: { drop: 3 } },
    { filter: String(1 + draw(4)) },
    { filter: null },
    { fields: ['n'] },
    { fields: null },
    { delay: draw(2) * draw(30) },
  ];
  return changes[draw(changes.length)] ?? {};
}

/** Two feeds whose events bear their offset. */
class Publisher {
  readonly runtime: ManualRuntime = new ManualRuntime({ now: 1_000_000 });
  readonly feeds: Map<string, PublishedFeed> = new Map();
  readonly pushed: Map<string, number> = new Map();
  readonly #sources = new Map<string, HandDrivenStream<unknown>>();
  readonly #watermarks = new Map<string, number>();
  readonly #draw: Draw;
  #channels = 0;

  constructor(draw: Draw) {
    this.#draw = draw;
    for (const name of NAMES) this.begin(name);
  }

  /** A feed begins, or begins anew. */
  begin(name: string): void {
    this.feeds.get(name)?.close();
    const [draw, runtime] = [this.#draw, this.runtime];
    const newChannel = (): number => (this.#channels += 1);
    const source = new HandDrivenStream<unknown>();
    const config = { batch: 1 + draw(5), markEvery: draw(2) * 20, maxEvents: 30 + draw(60) };
    const feed = new PublishedFeed(name, source.stream, feedSettings('traffic', config));
    const maxFrame = 400 + draw(400);
    feed.open({ runtime, channel: newChannel(), codecs: CODECS, maxFrame, newChannel });
    this.feeds.set(name, feed);
    this.#sources.set(name, source);
    this.pushed.set(name, 0);
    this.#watermarks.set(name, 0);
  }

  push(): void {
    const draw = this.#draw;
    const name = NAMES[draw(2)] ?? 'a';
    const from = this.pushed.get(name) ?? 0;
    const count = draw(3) > 0 ? 1 : draw(9);
    // Some fit into no message.
    const values = Array.from({ length: count }, (_, i) => ({
      n: from + i,
      text: 'x'.repeat(draw(60) === 0 ? 900 : 1),
    }));
    this.pushed.set(name, from + count);
    this.#sources.get(name)?.push(values);
    if (draw(3) === 0) this.#mark(name);
  }

  #mark(name: string): void {
    const watermark = (this.#watermarks.get(name) ?? 0) + this.#draw(4);
    this.#watermarks.set(name, watermark);
    this.#sources.get(name)?.mark(watermark);
  }

  complete(): void {
    for (const source of this.#sources.values()) source.complete();
  }
}

function disturb(client: TrafficClient, draw: Draw): void {
  const what = draw(12);
  const index = draw(client.open.length);
  if (what === 0) client.subscribe(NAMES[draw(2)] ?? 'a', optionsOf(draw));
  if (what === 1 && client.open.length > 1) client.unsubscribe(index);
  if (what === 2 || what === 3) client.change(index, changeOf(draw));
  if (what === 4 && draw(4) === 0) client.cut();
  if (what === 5) client.makeRoom(draw(4));
  if (what === 6 || what === 7) client.makeRoom(draw(3) > 0 ? Infinity : 1 + draw(5));
}

function checkEnd(publisher: Publisher, clients: readonly TrafficClient[]): void {
  for (const { feed, heard } of clients.flatMap(({ open }) => open)) {
    assert.equal([heard.isOver, heard.problem], [true, undefined]);
    assert.is(heard.position, publisher.pushed.get(feed));
  }
  for (const feed of publisher.feeds.values()) {
    const { subscribers, views } = feed.stats();
    assert.equal([subscribers, views], [0, 0]);
  }
}

/** What happened in one run. */
interface Run {
  readonly taken: number;
  readonly events: number;
  readonly begun: number;
}

function run(seed: number): Run {
  const draw = randomFrom(seed);
  const publisher = new Publisher(draw);
  const { runtime, feeds } = publisher;
  const clients: TrafficClient[] = [];
  let begun = 0;
  for (let step = 0; step < STEPS; step += 1) {
    if (clients.length < 4 && draw(3) === 0)
      clients.push(new TrafficClient(feeds, runtime, CODECS[draw(2)] ?? jsonCodec));
    for (const client of clients) disturb(client, draw);
    publisher.push();
    if (draw(60) === 0) {
      begun += 1;
      publisher.begin(NAMES[draw(2)] ?? 'a');
      for (const client of clients) client.wake();
    }
    if (draw(4) > 0) runtime.advance(draw(6));
    else if (draw(2) > 0) runtime.turn();
  }
  publisher.complete();
  for (let n = 0; n < 6; n += 1) {
    runtime.advance(100);
    for (const client of clients) client.makeRoom(Infinity);
  }
  checkEnd(publisher, clients);
  for (const client of clients) client.close();
  const heard = clients.flatMap(({ open }) => open.map((one) => one.heard.events));
  const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
  return { taken: sum(clients.map(({ taken }) => taken)), events: sum(heard), begun };
}

test('end each subscription at the last event, which came to it once or was told as left out', () => {
  let [taken, events, begun] = [0, 0, 0];
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    try {
      const one = run(seed);
      taken += one.taken;
      events += one.events;
      begun += one.begun;
    } catch (error) {
      throw new Error(`seed ${seed}: ${String(error)}`, { cause: error });
    }
  }
  assert.ok(taken > 3_000 && events > 15_000 && begun > 50, `${taken} ${events} ${begun}`);
});

test.run();
