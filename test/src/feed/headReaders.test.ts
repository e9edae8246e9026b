import { feedSettings } from '../../../src/feed/feedConfig.ts';
import type { FeedReader } from '../../../src/feed/feedReader.ts';
import type { Frame } from '../../../src/feed/frame.ts';
import { PublishedFeed } from '../../../src/feed/publishedFeed.ts';
import { Subscriptions } from '../../../src/feed/subscriptions.ts';
import { ManualRuntime, seededRandom } from '../../../src/runtime/index.ts';
import { DEFAULT_LIMITS, fromWireTime, jsonCodec } from '../../../src/wire/index.ts';
import type { Codec, ServerMessage, Slow, Sub } from '../../../src/wire/index.ts';
import { HandDrivenStream } from '../../support/handDrivenStream.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const test = suite('readers that have all there is');

const MAX_FRAME = 400;
/** Two codecs that write the same: who reads one of them has others for company than who reads the other. */
const CODECS: readonly Codec[] = [jsonCodec, { ...jsonCodec, name: 'json.z' }];
const SLOWS: readonly Slow[] = ['block', 'latest', { drop: 4 }, { sample: 5 }];

/** A feed that tells its readers what is new, a turn at a time. */
function openFeed() {
  const runtime = new ManualRuntime();
  const source = new HandDrivenStream<unknown>();
  const config = { batch: 4, markEvery: 0, maxEvents: 60 };
  const feed = new PublishedFeed('f', source.stream, feedSettings('test', config));
  feed.open({ runtime, channel: 0, codecs: CODECS, maxFrame: MAX_FRAME });
  const push = (...values: unknown[]): void => {
    source.push(values);
    runtime.turn();
  };
  return { runtime, source, feed, push };
}

/** A subscriber whose socket is full at times; it keeps the rules of the protocol in mind. */
class Listener implements FeedReader {
  readonly codec: Codec;
  readonly values: unknown[] = [];
  readonly left: string[] = [];
  /** Frames that came without a look, and looks that it took. */
  taken = 0;
  wakes = 0;
  isFull = false;
  isOver = false;
  readonly subscriptions: Subscriptions;
  /** The offset of the event that comes next. */
  position = 0;
  #watermark = -Infinity;
  #bytes = 0;

  constructor({ feed, runtime }: ReturnType<typeof openFeed>, codec = jsonCodec, slow?: Slow) {
    this.codec = codec;
    const filters = { compile: (): never => assert.unreachable() };
    const feeds = new Map([['f', feed]]);
    const limits = DEFAULT_LIMITS;
    this.subscriptions = new Subscriptions({ feeds, limits, reader: this, runtime, filters });
    const sub: Sub = { t: 'sub', id: 1, feed: 'f', ...(slow === undefined ? {} : { slow }) };
    for (const answer of this.subscriptions.add(sub))
      if (answer.t === 'subok') this.position = answer.off;
    this.wake();
  }

  wake(): void {
    this.wakes += 1;
    if (this.isFull) return this.subscriptions.hold();
    const write = (frame: Frame): void => this.#hear(frame);
    this.subscriptions.read(this.codec, { isFull: false, write, together: () => undefined });
  }

  take(frame: Frame): boolean {
    if (this.isFull) return false;
    this.taken += 1;
    this.#hear(frame);
    return true;
  }

  /** Its socket takes more, or not. */
  turn(isFull: boolean): void {
    this.isFull = isFull;
    if (!isFull) this.wake();
  }

  /** What it is told fits to what it has been told. */
  check(): void {
    const [stats] = this.subscriptions.stats();
    if (stats === undefined) return assert.ok(this.isOver);
    assert.equal([stats.sent, stats.offset], [this.#bytes, this.position]);
  }

  #hear(frame: Frame): void {
    this.#bytes += frame.bytes.length;
    const message = this.codec.decode(frame.payload()) as ServerMessage;
    if (message.t === 'ev') {
      // A batch is told whole: what was left out before may reach into it.
      const known = Math.max(0, this.position - message.off);
      this.values.push(...message.items.slice(known).map(({ d }) => d));
      this.#move(message.off + known, message.off + message.items.length);
    }
    if (message.t === 'skip' || message.t === 'pick') {
      this.left.push(message.why ?? '');
      this.#move(message.from as number, message.to as number);
    }
    if (message.t === 'mark') this.#move(message.off, message.off);
    if (message.t === 'end') this.isOver = true;
    if (!('wm' in message) || message.wm === undefined) return;
    const watermark = fromWireTime(message.wm);
    assert.ok(watermark >= this.#watermark, `${watermark} behind ${this.#watermark}`);
    this.#watermark = watermark;
  }

  #move(from: number, to: number): void {
    assert.is(from, this.position);
    this.position = to;
  }
}

test('are given what is new without a look of their own', () => {
  const setting = openFeed();
  const listeners = CODECS.map((codec) => new Listener(setting, codec));
  setting.push(1, 2);
  setting.push(3);
  setting.source.mark(5);
  setting.runtime.advance(0);
  for (const listener of listeners) {
    assert.equal(listener.values, [1, 2, 3]);
    assert.equal([listener.taken, listener.wakes], [3, 1]);
    listener.check();
  }
});

test('look for themselves when there is more than one message, a loss or an end to tell', () => {
  const setting = openFeed();
  const listener = new Listener(setting);
  setting.push(1, 2, 3, 4, 5);
  assert.equal([listener.taken, listener.wakes], [0, 2]);
  setting.push('x'.repeat(MAX_FRAME));
  assert.equal([listener.taken, listener.left], [0, ['tooLarge']]);
  setting.push(6);
  assert.is(listener.taken, 1);
  setting.source.complete();
  // The last watermark is one more message for all.
  assert.equal([listener.taken, listener.isOver], [2, true]);
  assert.equal(listener.values, [1, 2, 3, 4, 5, 6]);
});

test('one whose socket is full goes on from where it stood, and holds nobody up', () => {
  const setting = openFeed();
  const [slow, other] = [new Listener(setting), new Listener(setting)];
  slow.isFull = true;
  setting.push(1);
  setting.push(2);
  assert.equal([slow.values, other.values], [[], [1, 2]]);
  slow.turn(false);
  assert.equal(slow.values, [1, 2]);
  setting.push(3);
  assert.equal([slow.taken, other.taken], [1, 3]);
  slow.check();
});

test('one that has gone is given nothing', () => {
  const setting = openFeed();
  const [gone, other] = [new Listener(setting), new Listener(setting)];
  gone.subscriptions.remove(1);
  setting.push(1);
  assert.equal([gone.values, other.values, setting.feed.stats().subscribers], [[], [1], 1]);
});

test('look for themselves when what is for all of them cannot be made', () => {
  const setting = openFeed();
  const listeners = [new Listener(setting), new Listener(setting)];
  let failures = 0;
  const failOnce = (name: 'read' | 'markFrame'): void =>
    void Object.defineProperty(setting.feed, name, {
      configurable: true,
      get: () => {
        Reflect.deleteProperty(setting.feed, name);
        failures += 1;
        throw new Error(`no ${name}`);
      },
    });
  failOnce('read');
  setting.push(1);
  failOnce('markFrame');
  setting.source.mark(5);
  setting.runtime.advance(0);
  setting.push(2);
  assert.equal([failures, setting.feed.stats().state], [2, 'live']);
  for (const listener of listeners) {
    assert.equal([listener.values, listener.taken], [[1, 2], 1]);
    listener.check();
  }
});

test('each event comes once or is told as left out, whoever is full and whenever one comes', () => {
  let [taken, refused] = [0, 0];
  for (let seed = 1; seed <= 300; seed += 1) {
    const random = seededRandom(seed);
    const draw = (below: number): number => Math.floor(random() * below);
    const setting = openFeed();
    const listeners: Listener[] = [];
    let [count, watermark, pushed] = [0, 0, 0];
    for (let step = 0; step < 60; step += 1) {
      if (listeners.length < 6 && draw(4) === 0)
        listeners.push(new Listener(setting, CODECS[draw(2)], SLOWS[draw(4)]));
      for (const listener of listeners) {
        if (draw(5) > 0) continue;
        if (!listener.isFull) refused += 1;
        listener.turn(!listener.isFull);
      }
      const small = Array.from({ length: draw(3) > 0 ? 1 : draw(9) }, () => (count += 1));
      const values = draw(20) === 0 ? ['x'.repeat(MAX_FRAME)] : small;
      pushed += values.length;
      setting.source.push(values);
      if (draw(3) === 0) setting.source.mark((watermark += draw(4)));
      if (draw(4) > 0) setting.runtime.advance(draw(4));
      for (const listener of listeners) listener.check();
    }
    setting.source.complete();
    setting.runtime.advance(100);
    for (const listener of listeners) {
      listener.turn(false);
      setting.runtime.advance(100);
      assert.equal([listener.isOver, listener.position], [true, pushed], `seed ${seed}`);
      taken += listener.taken;
    }
  }
  assert.ok(taken > 5_000 && refused > 5_000, `${taken} ${refused}`);
});

test.run();
