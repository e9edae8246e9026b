import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { connectFeeds } from '../../src/client/index.ts';
import type { FeedEvent } from '../../src/client/index.ts';
import { seededRandom } from '../../src/runtime/index.ts';
import { eventually } from '../support/eventually.ts';
import { suite } from '../support/suite.ts';
import { withFolder } from '../support/withFolder.ts';
import * as assert from '../support/assert.ts';
import { events, SIZE } from './crashGraph.ts';

const test = suite('subscribers of a graph that is killed');

const SCRIPT = fileURLToPath(new URL('crashServer.js', import.meta.url));

/** The counts as one look at all events gives them. */
function expected(): string[] {
  const counts = new Map<string, number>();
  for (const { at, key } of events) {
    const place = `${Math.floor(at / SIZE) * SIZE} ${key}`;
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return [...counts].map(([place, n]) => `${place} ${n}`).toSorted();
}

/** What a subscriber has got, over all restarts. */
class Subscriber {
  readonly counts: string[] = [];
  readonly faults: string[] = [];
  readonly epochs: Set<string> = new Set();
  isOver: boolean = false;
  readonly #newest = new Map<unknown, number>();
  readonly #client: ReturnType<typeof connectFeeds>;

  constructor(port: number) {
    this.#client = connectFeeds(`ws://127.0.0.1:${port}/feed`, { minDelay: 5, maxDelay: 20 });
    this.#client.feed<{ n: number }>('f', { since: 'start' }).subscribe({
      next: (event) => this.#take(event),
      error: (error) => void this.faults.push(String(error)),
      complete: () => {
        this.isOver = true;
      },
    });
  }

  #take(event: FeedEvent<{ n: number }>): void {
    if (event.kind === 'subscribed') this.epochs.add(event.epoch);
    if (event.kind === 'skip') this.faults.push(`${event.why} ${event.from} ${event.to}`);
    if (event.kind !== 'event') return;
    const { data, offset } = event;
    const key = String(event.key);
    const start = event.window?.start ?? NaN;
    if (offset !== this.counts.length) this.faults.push(`${offset} for ${this.counts.length}`);
    if (start <= (this.#newest.get(key) ?? -Infinity)) this.faults.push(`${key} goes back`);
    this.#newest.set(key, start);
    this.counts.push(`${start} ${key} ${data.n}`);
  }

  stop(): void {
    this.#client.close();
  }
}

async function startServer(folder: string, port: number, publish: string) {
  const child: ChildProcess = fork(SCRIPT, [folder, String(port), publish]);
  const finished = new Promise<boolean>((resolve) => {
    child.on('message', (message) => message === 'finished' && resolve(true));
    child.on('exit', () => resolve(false));
  });
  const [told] = (await once(child, 'message')) as [{ readonly port: number }];
  return { child, port: told.port, finished };
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** Some more results have come, and a moment has passed. */
async function reaches(
  subscriber: Subscriber | undefined,
  count: number,
  ms: number,
): Promise<boolean> {
  await eventually(
    () => subscriber === undefined || subscriber.isOver || subscriber.counts.length >= count,
  );
  await pause(ms);
  return false;
}

for (const [seed, publish] of ['immediate', 'committed'].entries()) {
  test(`get each result once and in order, through kills (${publish})`, () =>
    withFolder(async (folder) => {
      const random = seededRandom(seed + 1);
      let server = await startServer(folder, 0, publish);
      const subscribers = [new Subscriber(server.port), new Subscriber(server.port)];
      let struck = 0;
      const progress: number[] = [];
      for (;;) {
        const until = (subscribers[0]?.counts.length ?? 0) + 20 + Math.floor(random() * 200);
        const isDone = await Promise.race([
          server.finished,
          reaches(subscribers[0], until, Math.floor(random() * 20)),
        ]);
        if (isDone || struck === 6) break;
        await kill(server.child);
        struck += 1;
        progress.push(subscribers[0]?.counts.length ?? 0);
        server = await startServer(folder, server.port, publish);
      }
      await eventually(() =>
        subscribers.every(({ isOver, faults }) => isOver || faults.length > 0),
      );
      await kill(server.child);
      console.log(
        `${publish}: killed ${struck} times, at results ${progress.join(' ')} of ${expected().length}`,
      );
      for (const subscriber of subscribers) {
        subscriber.stop();
        assert.equal(subscriber.faults.slice(0, 5), []);
        assert.is(subscriber.epochs.size, 1);
        assert.equal(subscriber.counts.toSorted(), expected());
      }
      assert.ok(struck >= 4, `killed ${struck} times only`);
    }));
}

test.run();
