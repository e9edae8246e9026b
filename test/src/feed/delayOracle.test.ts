import { seededRandom } from '../../../src/runtime/index.ts';
import { fromWireTime } from '../../../src/wire/index.ts';
import type { Pick, ServerMessage, Slow } from '../../../src/wire/index.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';
import { openDelayed } from './openDelayed.ts';

const test = suite('delayed subscriptions, against a look at everything');

const SLOW: readonly Slow[] = ['block', 'latest', { drop: 3 }, { sample: 25 }];
const DELAYS = [0, 20, 70];

/** All that came into a feed, and when it could be known. */
class History {
  /** When each event came, by its offset. */
  readonly came: number[] = [];
  readonly #marks: [at: number, watermark: number][] = [];
  endedAt = Infinity;

  mark(at: number, watermark: number): void {
    this.#marks.push([at, watermark]);
  }

  /** The latest watermark that was told by a time. */
  watermarkBy(time: number): number {
    return Math.max(-Infinity, ...this.#marks.map(([at, mark]) => (at <= time ? mark : -Infinity)));
  }
}

/** What one subscription gets, held against what came. */
class Reader {
  readonly offsets: unknown[] = [];
  readonly isPrompt: boolean;
  readonly #label: string;
  ch = -1;
  delay: number;
  isOver = false;

  /** `isPrompt`: it gets everything as soon as it may. */
  constructor(delay: number, isPrompt: boolean, label: string) {
    this.delay = delay;
    this.isPrompt = isPrompt;
    this.#label = label;
  }

  hear(message: ServerMessage, now: number, { came, endedAt, ...history }: Known): void {
    if (!('ch' in message) || message.ch !== this.ch) return;
    const label = `${this.#label}, delay ${this.delay}, at ${now}: ${JSON.stringify(message)}`;
    const old = (at: number | undefined): void =>
      assert.ok((at ?? Infinity) + this.delay <= now, label);
    if (message.t === 'ev') {
      const { off, items } = message;
      this.#put(off, off + items.length, (at) => (old(came[at]), items[at - off]?.d));
    } else if (message.t === 'pick') {
      this.#put(message.from, message.to, (at) => (old(came[at]), picked(message, at)));
    } else if (message.t === 'skip') {
      this.#put(message.from, message.to, () => message.why);
    } else if (message.t === 'end') {
      this.isOver = true;
      old(endedAt);
    }
    if ('wm' in message)
      assert.ok(fromWireTime(message.wm) <= history.watermarkBy(now - this.delay), label);
  }

  /** Each offset once, in order; what was there before is not for it. */
  #put(from: number, to: number, what: (off: number) => unknown): void {
    assert.ok(from <= this.offsets.length, `${from} where ${this.offsets.length} is next`);
    for (let off = this.offsets.length; off < to; off += 1) this.offsets.push(what(off));
  }

  /** Nothing is held back for longer than that. */
  checkPrompt(now: number, { came }: History): void {
    const due = came.filter((at) => at + this.delay <= now).length;
    if (this.isPrompt) assert.ok(this.offsets.length >= due, `${this.#label} at ${now}`);
  }
}

type Known = Readonly<{
  came: readonly number[];
  endedAt: number;
  watermarkBy(time: number): number;
}>;

const picked = ({ offs, items, why }: Pick, off: number): unknown =>
  offs.includes(off) ? items[offs.indexOf(off)]?.d : why;

/** One connection with three subscriptions, over a feed at random. */
class Run {
  readonly #random: () => number;
  readonly #isSmall: boolean;
  readonly #setting: ReturnType<typeof openDelayed>;
  readonly #connection: ReturnType<ReturnType<typeof openDelayed>['connect']>;
  readonly #history = new History();
  readonly #readers: readonly Reader[];
  #watermark = 0;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
    this.#isSmall = seed % 3 === 0;
    this.#setting = openDelayed({
      batch: 1 + this.#below(4),
      markEvery: this.#pick([0, 15]),
      ...(this.#isSmall ? { maxEvents: 12 } : {}),
    });
    this.#connection = this.#setting.connect();
    this.#readers = [1, 2, 3].map((id) => this.#subscribe(id, seed));
  }

  #below = (limit: number): number => Math.floor(this.#random() * limit);
  #pick = <T>(from: readonly T[]): T => from[this.#below(from.length)] as T;

  #subscribe(id: number, seed: number): Reader {
    const [delay, slow, isFiltered] = [this.#pick(DELAYS), this.#pick(SLOW), this.#random() < 0.3];
    const isSampled = typeof slow === 'object' && 'sample' in slow;
    const filter = isFiltered ? { filter: 'even' } : {};
    this.#connection.sub(id, { since: 'start', delay, slow, ...filter });
    return new Reader(delay, !isFiltered && !isSampled, `seed ${seed}, reader ${id}`);
  }

  get #now(): number {
    return this.#setting.runtime.now();
  }

  #check(): void {
    const { feed } = this.#setting;
    const { got, reader } = this.#connection;
    this.#history.mark(this.#now, feed.watermark);
    const { came, endedAt } = this.#history;
    const known = { came, endedAt, watermarkBy: (at: number) => this.#history.watermarkBy(at) };
    for (const { message } of got.splice(0)) {
      if (message.t === 'subok' || message.t === 'setok') {
        const bound = this.#readers[message.id - 1];
        if (bound !== undefined) bound.ch = message.ch;
      }
      for (const one of this.#readers) one.hear(message, this.#now, known);
    }
    if (this.#isSmall || reader.isFull) return;
    for (const one of this.#readers) one.checkPrompt(this.#now, this.#history);
  }

  #push(): void {
    const { source, runtime } = this.#setting;
    const values = Array.from({ length: this.#below(4) }, () => this.#below(9));
    this.#history.came.push(...values.map(() => this.#now));
    this.#watermark += this.#below(3);
    this.#history.mark(this.#now, this.#watermark);
    source.push(values, this.#watermark);
    runtime.turn();
    this.#check();
  }

  #change(): void {
    const [id, delay] = [this.#pick([1, 2, 3]), this.#pick(DELAYS)];
    const one = this.#readers[id - 1];
    this.#connection.set(id, { delay });
    if (one !== undefined) one.delay = delay;
  }

  step(): void {
    const { reader } = this.#connection;
    this.#push();
    if (this.#random() < 0.1) this.#change();
    if (this.#random() < 0.15) reader.isFull = !reader.isFull;
    if (!reader.isFull) reader.wake();
    this.#setting.runtime.advance(this.#below(20));
    this.#check();
  }

  end(): void {
    const { source, runtime, feed } = this.#setting;
    source.complete();
    this.#history.endedAt = this.#now;
    this.#history.mark(this.#now, Infinity);
    this.#connection.reader.isFull = false;
    this.#connection.reader.wake();
    for (let i = 0; i < 20; i += 1) {
      runtime.advance(5);
      this.#check();
    }
    for (const { isOver, offsets } of this.#readers)
      assert.equal([isOver, offsets.length], [true, this.#history.came.length]);
    assert.is(feed.stats().views, 0);
  }
}

test('tell nothing early, nothing twice and nothing late, whatever else is asked for', () => {
  for (let seed = 1; seed <= 150; seed += 1) {
    const run = new Run(seed);
    for (let step = 0; step < 60; step += 1) run.step();
    run.end();
  }
});

test.run();
