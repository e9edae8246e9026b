import { Subject, Subscriber } from 'rxjs';
import { ClientSubscription } from '../../../src/client/clientSubscription.ts';
import type { FeedMessage } from '../../../src/client/clientSubscription.ts';
import type { FeedEvent } from '../../../src/client/index.ts';
import { SubscriptionTable } from '../../../src/client/subscriptionTable.ts';
import { TableReplica } from '../../../src/client/tableReplica.ts';
import { feedSettings } from '../../../src/feed/feedConfig.ts';
import type { Frame } from '../../../src/feed/frame.ts';
import { PublishedFeed } from '../../../src/feed/publishedFeed.ts';
import { Subscriptions } from '../../../src/feed/subscriptions.ts';
import { ManualRuntime, seededRandom } from '../../../src/runtime/index.ts';
import {
  DEFAULT_LIMITS,
  jsonCodec,
  readClientMessage,
  readServerMessage,
} from '../../../src/wire/index.ts';
import type { ClientMessage, ServerMessage, Slow } from '../../../src/wire/index.ts';
import { tableStates } from '../../oracle/tableStates.ts';
import type { TableState, TableStep } from '../../oracle/tableStates.ts';
import { HandDrivenStream } from '../../support/handDrivenStream.ts';
import { suite } from '../../support/suite.ts';
import { TableFollower } from '../../support/tableFollower.ts';
import { describeStep, drawStep } from '../../support/tableSteps.ts';
import type { Draw } from '../../support/tableSteps.ts';
import * as assert from '../../support/assert.ts';

const open = (isReady: boolean): TableReplica => new TableReplica(isReady);

const test = suite('tables of slow subscribers');

const LIMITS = { frame: 65_536, name: 255, subs: 64, rate: 1_000, page: 300 };

const SLOWS: readonly Slow[] = ['block', 'latest', { drop: 5 }, { sample: 10 }];

/** A feed and one connection that has as many subscriptions as it likes, without a network. */
class Pair {
  readonly runtime = new ManualRuntime();
  readonly source = new HandDrivenStream<TableStep>();
  readonly feed: PublishedFeed;
  readonly steps: TableStep[] = [];
  readonly followers = new Map<ClientSubscription, TableFollower>();
  readonly kinds: Record<string, number> = {};
  readonly #client = new SubscriptionTable();
  #states: readonly TableState[] = [{}];
  #server: Subscriptions;
  #room = Infinity;
  readonly #draw: Draw;
  readonly #slow: Slow;

  constructor(draw: Draw, slow: Slow) {
    this.#draw = draw;
    this.#slow = slow;
    const config = {
      describe: describeStep,
      table: { checkEvery: 1 + draw(20) },
      maxEvents: 20 + draw(200),
      batch: 1 + draw(10),
      markEvery: 0,
    };
    const settings = feedSettings('t', config) as never;
    this.feed = new PublishedFeed('t', this.source.stream as never, settings);
    const maxFrame = 3_600 + draw(600);
    this.feed.open({ runtime: this.runtime, channel: 0, codecs: [jsonCodec], maxFrame });
    this.#server = this.#connect();
  }

  #connect(): Subscriptions {
    const reader = {
      codec: jsonCodec,
      wake: () => this.#wake(),
      take: (frame: Frame) => this.#take(frame),
    };
    const filters = { compile: (): never => assert.unreachable() };
    const feeds = new Map([['t', this.feed]]);
    return new Subscriptions({
      feeds,
      limits: DEFAULT_LIMITS,
      reader,
      runtime: this.runtime,
      filters,
    });
  }

  /** A new connection in place of the old one. */
  cut(): void {
    this.#server.close();
    this.#server = this.#connect();
    this.#client.reset();
    this.#sendDue();
  }

  subscribe(): void {
    const follower = new TableFollower();
    const events = new Subject<FeedEvent<unknown>>();
    events.subscribe((event) => follower.take(event));
    const subscriber = new Subscriber<FeedEvent<unknown>>(events);
    // Now and then another one on the same connection, which gets a channel of its own.
    const slow = this.#draw(4) === 0 ? 'block' : this.#slow;
    const subscription = new ClientSubscription('t', { slow }, subscriber);
    this.followers.set(subscription, follower);
    this.#client.add(subscription);
    this.#sendDue();
  }

  unsubscribe(): void {
    const [subscription] = this.followers.keys();
    if (subscription === undefined || this.followers.size < 3) return;
    this.followers.delete(subscription);
    this.#client.remove(subscription);
    this.#sendDue();
  }

  /** Changes in place what one of the subscriptions wants when it is slow. */
  change(): void {
    const subscriptions = [...this.followers.keys()];
    const subscription = subscriptions[this.#draw(subscriptions.length)];
    const slow = SLOWS[this.#draw(SLOWS.length)] as Slow;
    if (subscription === undefined) return;
    this.#client.change(subscription, { slow });
    this.#sendDue();
  }

  push(isWindowed: boolean): void {
    const more = Array.from({ length: 1 + this.#draw(12) }, () => drawStep(this.#draw, isWindowed));
    this.steps.push(...more);
    this.#states = tableStates(this.steps);
    this.source.push(more);
    if (this.#draw(3) > 0) this.runtime.turn();
  }

  /** The socket takes so many messages, and is full then. */
  makeRoom(messages: number): void {
    this.#room = messages;
    this.#wake();
  }

  #wake(): void {
    if (this.#room <= 0) return this.#server.hold();
    const room = (): number => this.#room;
    this.#server.read(jsonCodec, {
      get isFull() {
        return room() <= 0;
      },
      write: (frame) => {
        this.#room -= 1;
        this.#deliver(jsonCodec.decode(String(frame.payload())) as ServerMessage);
      },
      together: () => undefined,
    });
    this.#sendDue();
  }

  /** What came next for all who had everything. */
  #take(frame: Frame): boolean {
    if (this.#room <= 0) return false;
    this.#room -= 1;
    this.kinds['together'] = (this.kinds['together'] ?? 0) + 1;
    this.#deliver(jsonCodec.decode(String(frame.payload())) as ServerMessage);
    this.#sendDue();
    return true;
  }

  #sendDue(): void {
    for (let message = this.#client.next(); message !== undefined; message = this.#client.next())
      this.#send(message);
  }

  #send(message: ClientMessage): void {
    const read = readClientMessage(JSON.stringify(message), LIMITS as never);
    if (read.t === 'unsub') this.#server.remove(read.id);
    if (read.t !== 'sub' && read.t !== 'set') return;
    const answers = read.t === 'sub' ? this.#server.add(read) : this.#server.change(read);
    for (const answer of answers) this.#deliver(answer);
    this.#sendDue();
    this.#wake();
  }

  #deliver(sent: ServerMessage): void {
    const message = readServerMessage(sent);
    assert.ok(message !== undefined);
    this.kinds[message.t] = (this.kinds[message.t] ?? 0) + 1;
    if (message.t === 'subok') {
      this.#client.subscribed(message, open);
      return;
    }
    if (message.t === 'setok') return this.#client.changed(message);
    this.#client.receive(message as FeedMessage);
    const isAmid = message.t === 'pick' && message.more === true;
    if (message.t === 'pick' && isAmid) this.kinds['more'] = (this.kinds['more'] ?? 0) + 1;
    if (!isAmid && 'ch' in message && message.t !== 'mark' && message.t !== 'skip')
      this.judge(message.t, message.ch);
  }

  judge(after: string, channel?: number): void {
    for (const [subscription, { rows, at }] of this.followers)
      if (at !== undefined && subscription.channel === (channel ?? subscription.channel))
        assert.equal(rows, this.#states[at], `after ${after} at offset ${at}`);
  }
}

function run(seed: number): Record<string, number> {
  const random = seededRandom(seed);
  const draw: Draw = (most) => Math.floor(random() * most);
  const isWindowed = draw(2) === 0;
  const pair = new Pair(draw, SLOWS[seed % SLOWS.length] as Slow);
  pair.subscribe();
  const push = (): void => pair.push(isWindowed);
  const acts = [
    push,
    push,
    push,
    push,
    () => pair.makeRoom(0),
    () => pair.makeRoom(1 + draw(4)),
    () => pair.makeRoom(Infinity),
    () => pair.subscribe(),
    () => pair.unsubscribe(),
    () => pair.change(),
    () => pair.runtime.advance(draw(20)),
    () => draw(4) === 0 && pair.cut(),
  ];
  for (let act = 0; act < 80; act += 1) acts[draw(acts.length)]?.();
  pair.makeRoom(Infinity);
  pair.runtime.turn();
  for (let i = 0; i < 20; i += 1) pair.runtime.advance(10);
  pair.judge('all');
  for (const { at, seen } of pair.followers.values()) {
    assert.is(at, pair.steps.length);
    assert.ok(seen.every(({ kind }) => kind !== 'mismatch'));
  }
  return pair.kinds;
}

test('are those of the server at each offset that is told, whatever is left out', () => {
  const kinds: Record<string, number> = {};
  for (let seed = 1; seed <= 100; seed += 1) {
    try {
      for (const [kind, n] of Object.entries(run(seed))) kinds[kind] = (kinds[kind] ?? 0) + n;
    } catch (error) {
      throw new Error(`seed ${seed}: ${String(error)}`, { cause: error });
    }
  }
  for (const kind of ['snap', 'ev', 'together', 'pick', 'more', 'skip', 'check', 'setok'])
    assert.ok((kinds[kind] ?? 0) > 4, `${kind}: ${kinds[kind]}`);
});

test.run();
