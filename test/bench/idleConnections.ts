import type { BenchCase, BenchForm, Figure, WorkVariant } from './benchCase.ts';
import { idle } from './fanOut/idle.ts';
import { startFeed } from './fanOut/startFeed.ts';
import { startRawSockets } from './fanOut/startRawSockets.ts';
import { startWebSockets } from './fanOut/startWebSockets.ts';
import type { FanOutServer } from './fanOut/fanOutServer.ts';

const PROTOCOL = 'millrace.v1.json';

async function withoutSubscription(): Promise<FanOutServer> {
  const server = await startFeed(100, { protocol: PROTOCOL });
  return { ...server, handshake: { ...server.handshake, say: ['{"t":"hello","v":1}'], before: 1 } };
}

const SERVERS: Readonly<Record<string, () => Promise<FanOutServer>>> = {
  'raw sockets': () => startRawSockets(100),
  ws: () => startWebSockets(100, false),
  'feed, no subscription': withoutSubscription,
  feed: () => startFeed(100, { protocol: PROTOCOL }),
};

function figuresOf(name: string): Figure[] {
  const told =
    (what: string): Figure['value'] =>
    (of) =>
      of(name).measured?.[what] ?? Number.NaN;
  return [
    { name: `${name}, KiB resident`, value: told('rssKiB') },
    { name: `${name}, KiB of heap`, value: told('heapKiB') },
  ];
}

function form(count: number, names: readonly string[], repetitions: number): BenchForm {
  const variants = names.map((name): WorkVariant => {
    const start = SERVERS[name] as () => Promise<FanOutServer>;
    return { name, prepare: async () => idle(await start(), count) };
  });
  // The first pass counts: the connections of one would be there before the next.
  return { repetitions, passes: 0, variants, figures: names.flatMap(figuresOf) };
}

/** What a connection holds on which nothing happens. */
export const idleConnections: BenchCase = {
  name: 'idleConnections',
  summary: '10,000 connections on which nothing happens, memory of the server alone',
  ...form(10_000, Object.keys(SERVERS), 3),
  short: form(5_000, ['feed'], 1),
};
