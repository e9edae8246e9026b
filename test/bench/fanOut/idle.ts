import { setTimeout } from 'node:timers/promises';
import type { Outcome } from '../benchCase.ts';
import { heapUsedMb } from '../heapUsedMb.ts';
import type { FanOutServer } from './fanOutServer.ts';
import { Subscribers } from './subscribers.ts';

/** So many connections come first: for what a server holds once, and the code to run hot. */
const FIRST = 500;
const SETTLED_MS = 300;

interface Held {
  readonly rss: number;
  readonly heap: number;
}

async function held(): Promise<Held> {
  await setTimeout(SETTLED_MS);
  heapUsedMb();
  await setTimeout(SETTLED_MS);
  const heap = heapUsedMb();
  return { heap: heap * 1_024, rss: process.memoryUsage().rss / 1_024 };
}

/** Opens connections on which nothing happens; gives what each of them holds in the server, in KiB. */
export async function idle(server: FanOutServer, count: number): Promise<() => Promise<Outcome>> {
  await Subscribers.connect(server, FIRST);
  return async () => {
    const before = await held();
    await Subscribers.connect(server, count);
    const after = await held();
    const measured = {
      rssKiB: (after.rss - before.rss) / count,
      heapKiB: (after.heap - before.heap) / count,
    };
    return { digest: `${count} connections`, events: count, panes: 0, measured };
  };
}
