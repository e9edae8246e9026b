import type { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { connectFeeds } from '../../../src/client/index.ts';
import type { FeedClient, FeedEvent, FeedTable } from '../../../src/client/index.ts';
import { createFeed, createFeedServer } from '../../../src/feed/index.ts';
import type { FeedServer } from '../../../src/feed/index.ts';
import { seededRandom } from '../../../src/runtime/index.ts';
import type { Slow } from '../../../src/wire/index.ts';
import { tableStates } from '../../oracle/tableStates.ts';
import type { TableState, TableStep } from '../../oracle/tableStates.ts';
import { eventually } from '../../support/eventually.ts';
import { HandDrivenStream } from '../../support/handDrivenStream.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';
import { nameOf, TableFollower } from '../../support/tableFollower.ts';
import { describeStep, drawStep } from '../../support/tableSteps.ts';
import type { Draw } from '../../support/tableSteps.ts';

const test = suite('tables of a client');

/** Sockets that a test holds up or cuts. */
class HeldSocket extends WebSocket {
  static readonly all: HeldSocket[] = [];

  constructor(url: string, protocols: string[]) {
    super(url, protocols, { perMessageDeflate: false });
    HeldSocket.all.push(this);
  }
}

function stateOf(table: FeedTable<unknown>): TableState {
  const rows = [...table.values()];
  return Object.fromEntries(rows.map(({ key, window, data }) => [nameOf(key, window), data]));
}

const SLOWS: readonly Slow[] = ['block', 'latest', { drop: 5 }, { sample: 1 }];

/** A server with a table of random steps, and those who follow it. */
class Run {
  readonly source = new HandDrivenStream<TableStep>();
  readonly steps: TableStep[] = [];
  readonly clients: FeedClient[] = [];
  readonly tables: FeedTable<unknown>[] = [];
  readonly followers: TableFollower[] = [];
  readonly #draw: Draw;
  readonly #isWindowed: boolean;

  constructor(draw: Draw) {
    this.#draw = draw;
    this.#isWindowed = draw(2) === 0;
    HeldSocket.all.length = 0;
  }

  serve(): Promise<FeedServer> {
    const draw = this.#draw;
    const feed = createFeed('t', this.source.stream, {
      describe: describeStep,
      table: { checkEvery: 1 + draw(20) },
      maxEvents: 40 + draw(400),
      batch: 1 + draw(10),
      markEvery: 0,
    });
    const sizes = { frame: 3_600 + draw(20_000), buffered: 1 + draw(3_000) };
    const limits = { ...sizes, subs: 64, rate: 1_000 };
    return createFeedServer({ feeds: [feed], limits, closeGrace: 1 });
  }

  async subscribe(url: string): Promise<void> {
    const draw = this.#draw;
    const subprotocol = draw(2) === 0 ? 'json' : 'msgpack';
    const config = { WebSocket: HeldSocket, subprotocol, minDelay: 0, maxDelay: 1 } as const;
    const client = connectFeeds(url, config);
    this.clients.push(client);
    const slow = SLOWS[draw(SLOWS.length)] as Slow;
    this.tables.push(await client.table('t', { slow }));
    if (slow !== 'block') return;
    const follower = new TableFollower();
    this.followers.push(follower);
    client.feed('t').subscribe((event) => follower.take(event));
  }

  push(): void {
    const length = 1 + this.#draw(30);
    const more = Array.from({ length }, () => drawStep(this.#draw, this.#isWindowed));
    this.steps.push(...more);
    this.source.push(more);
  }

  hold(): void {
    sockets()[this.#draw(sockets().length)]?.pause();
  }

  goOn(): void {
    for (const socket of sockets()) if (this.#draw(2) === 0) socket.resume();
  }

  cut(): void {
    const socket = sockets()[this.#draw(sockets().length)];
    if (socket !== undefined && this.#draw(2) === 0) tcpOf(socket).destroy();
  }

  judge(): void {
    const states = tableStates(this.steps);
    for (const table of this.tables) {
      assert.equal(stateOf(table), states.at(-1));
      assert.is(table.mismatches, 0);
    }
    for (const { seen } of this.followers) judge(seen, states);
  }
}

/** One random run: whoever follows the table has its state at each offset that it is told. */
async function play(seed: number): Promise<string[]> {
  const random = seededRandom(seed);
  const draw: Draw = (most) => Math.floor(random() * most);
  const run = new Run(draw);
  const server = await run.serve();
  const subscribe = (): Promise<void> => run.subscribe(server.url);
  const push = (): void => run.push();
  const goOn = (): void => run.goOn();
  const acts: readonly (() => void | Promise<void>)[] = [
    push,
    push,
    push,
    push,
    goOn,
    goOn,
    () => run.hold(),
    () => run.cut(),
    subscribe,
  ];
  await subscribe();
  for (let act = 0; act < 60; act += 1) {
    await acts[draw(acts.length - (run.clients.length > 6 ? 1 : 0))]?.();
    for (let turn = draw(6); turn > 0; turn -= 1) await setImmediate();
  }
  for (const socket of sockets()) socket.resume();
  await eventually(() => run.tables.every(({ offset }) => offset === run.steps.length));
  run.judge();
  for (const client of run.clients) client.close();
  await server.close();
  return run.followers.flatMap(({ seen }) => seen.map(({ kind }) => kind));
}

function judge(seen: readonly FeedEvent<unknown>[], states: readonly TableState[]): void {
  const again = new TableFollower();
  for (const event of seen) {
    again.take(event);
    if (event.kind === 'event' || event.kind === 'snapshot')
      assert.equal(again.rows, states[again.at ?? -1], `at offset ${again.at}`);
  }
}

const sockets = (): HeldSocket[] =>
  HeldSocket.all.filter(({ readyState }) => readyState === WebSocket.OPEN);

const tcpOf = (socket: HeldSocket): Socket =>
  (socket as unknown as { readonly _socket: Socket })._socket;

test('have the state of the server at each offset, through cuts and stalls', async () => {
  const kinds: string[] = [];
  for (let seed = 1; seed <= 20; seed += 1) {
    const more = await play(seed).catch((error: unknown) => {
      throw new Error(`seed ${seed}: ${String(error)}`, { cause: error });
    });
    kinds.push(...more);
  }
  for (const wanted of ['snapshot', 'event', 'subscribed'])
    assert.ok(kinds.filter((kind) => kind === wanted).length > 20, wanted);
  assert.ok(!kinds.includes('mismatch'));
});

test.run();
