import type { BenchCase, Figure, Runs, WorkVariant } from './benchCase.ts';
import { delays } from './fanOut/delays.ts';
import { deliver } from './fanOut/deliver.ts';
import type { Delivery } from './fanOut/deliver.ts';
import type { StartFanOut } from './fanOut/fanOutServer.ts';
import { startBareFrames } from './fanOut/startBareFrames.ts';
import { startFeed } from './fanOut/startFeed.ts';
import { startFeedOnDisk } from './fanOut/startFeedOnDisk.ts';
import { startRawSockets } from './fanOut/startRawSockets.ts';
import { startSocketIo } from './fanOut/startSocketIo.ts';
import { startWebSockets } from './fanOut/startWebSockets.ts';
import { throughput } from './throughput.ts';

/** The first one is what the others are held against. */
const SERVERS: Readonly<Record<string, StartFanOut>> = {
  'raw sockets': startRawSockets,
  feed: (bytes) => startFeed(bytes, { protocol: 'millrace.v1.json' }),
  'feed json.z': (bytes) => startFeed(bytes, { protocol: 'millrace.v1.json.z' }),
  'feed msgpack': (bytes) => startFeed(bytes, { protocol: 'millrace.v1.msgpack' }),
  'feed msgpack.z': (bytes) => startFeed(bytes, { protocol: 'millrace.v1.msgpack.z' }),
  'feed on disk': (bytes) => startFeedOnDisk(bytes, 'close'),
  'feed synced': (bytes) => startFeedOnDisk(bytes, 'write'),
  'bare frames': startBareFrames,
  ws: (bytes) => startWebSockets(bytes, false),
  'naive ws': (bytes) => startWebSockets(bytes, true),
  'socket.io': startSocketIo,
};

const partOf = ({ subscribers, bytes, each, asleep }: Delivery): string =>
  `${each} a turn, ${bytes} B to ${subscribers}${asleep === true ? ' asleep' : ''}`;

function variantsOf(delivery: Delivery, names: readonly string[]): WorkVariant[] {
  const part = partOf(delivery);
  return names.map((name) => ({
    name: `${part}, ${name}`,
    part,
    ...(sendsSame(name, delivery) ? { agrees: part } : {}),
    prepare: async () => deliver(await start(name, delivery.bytes), delivery),
  }));
}

/** Whether a server sends what a feed does, to the byte. */
function sendsSame(name: string, { each }: Delivery): boolean {
  const isWhole = ['raw sockets', 'bare frames', 'feed'].includes(name);
  return isWhole || (name === 'ws' && each === 1);
}

function start(name: string, bytes: number): ReturnType<StartFanOut> {
  return (SERVERS[name] as StartFanOut)(bytes);
}

const STEADY = 'steady';

function delayVariant(name: string, subscribers: number, isHalfStalled: boolean): WorkVariant {
  const how = isHalfStalled ? `${name}, half stalled` : name;
  return {
    name: `${STEADY}, 100 B to ${subscribers}, ${how}`,
    prepare: async () => delays(await start(name, 100), subscribers, isHalfStalled),
  };
}

function ratio(part: string, of: Runs, some: string, other: string): number {
  return throughput(of(`${part}, ${some}`)) / throughput(of(`${part}, ${other}`));
}

function figuresOf(delivery: Delivery, names: readonly string[]): Figure[] {
  const part = partOf(delivery);
  return names
    .filter((name) => !name.startsWith('feed'))
    .map((other) => ({
      name: `${part}, CPU of ${other} to feed`,
      value: (of) => ratio(part, of, 'feed', other),
    }));
}

/** What compression costs the server, by the same messages without it. */
function compressionFigures(delivery: Delivery): Figure[] {
  const part = partOf(delivery);
  const pairs = [
    ['feed json.z', 'feed'],
    ['feed msgpack.z', 'feed msgpack'],
  ] as const;
  return pairs.flatMap(([packed, plain]) => [
    {
      name: `${part}, throughput of ${packed} to ${plain}`,
      value: (of) => ratio(part, of, packed, plain),
    },
    {
      name: `${part}, memory of ${packed} to ${plain}`,
      value: (of) => of(`${part}, ${packed}`).peakRssMb / of(`${part}, ${plain}`).peakRssMb,
    },
  ]);
}

/** What a log on disk costs besides. */
function diskFigure(delivery: Delivery, name: string): Figure {
  const part = partOf(delivery);
  return {
    name: `${part}, CPU of ${name} to feed`,
    value: (of) => ratio(part, of, 'feed', name),
  };
}

const DELIVERIES: readonly Delivery[] = [1, 16].flatMap((each) =>
  [100, 1_000].flatMap((bytes) =>
    [100, 1_000, 5_000].map((subscribers) => ({ subscribers, bytes, each })),
  ),
);
const COMPRESSED = ['feed json.z', 'feed msgpack', 'feed msgpack.z'];
const [ON_DISK, SYNCED] = ['feed on disk', 'feed synced'];
const ALL = Object.keys(SERVERS).filter((name) => ![...COMPRESSED, SYNCED].includes(name));
const FEW = ['raw sockets', 'feed', 'naive ws'];
const MIDDLE = DELIVERIES.filter(({ subscribers }) => subscribers === 1_000);
/** What it costs the server besides to wake them. */
const ASLEEP: Delivery = { subscribers: 1_000, bytes: 100, each: 1, asleep: true };
const SHORT = MIDDLE.filter(({ bytes, each }) => bytes === 100 && each === 1);

/** As many as the buffers of the machine can be filled for. */
const FEW_STALLED = 200;

const quantile = (of: Runs, variant: string, name: string, subscribers = 1_000): number =>
  of(`${STEADY}, 100 B to ${subscribers}, ${variant}`).measured?.[name] ?? Number.NaN;

const delayFigures: readonly Figure[] = [
  {
    name: 'p50 to raw sockets',
    value: (of) => quantile(of, 'feed', 'p50') / quantile(of, 'raw sockets', 'p50'),
  },
  {
    name: 'p99 to raw sockets',
    value: (of) => quantile(of, 'feed', 'p99') / quantile(of, 'raw sockets', 'p99'),
  },
  {
    name: 'p99 with half of the subscribers stalled',
    value: (of) =>
      quantile(of, 'feed, half stalled', 'p99', FEW_STALLED) /
      quantile(of, 'feed', 'p99', FEW_STALLED),
  },
  {
    name: 'memory grown with half of the subscribers stalled, MB',
    value: (of) => quantile(of, 'feed, half stalled', 'grownMb', FEW_STALLED),
  },
  {
    name: 'stalled subscribers that hold the server up',
    value: (of) => quantile(of, 'feed, half stalled', 'heldUp', FEW_STALLED),
  },
];

/** What it costs the server to send a message to many. */
export const fanOut: BenchCase = {
  name: 'fanOut',
  summary: 'messages to many subscribers in another process, CPU of the server alone',
  repetitions: 5,
  passes: 1,
  variants: [
    ...DELIVERIES.flatMap((delivery) => variantsOf(delivery, ALL)),
    ...MIDDLE.flatMap((delivery) => variantsOf(delivery, [...COMPRESSED, SYNCED])),
    ...variantsOf(ASLEEP, FEW),
    ...['raw sockets', 'feed', 'ws', 'socket.io'].map((name) => delayVariant(name, 1_000, false)),
    delayVariant('feed', FEW_STALLED, false),
    delayVariant('feed', FEW_STALLED, true),
  ],
  figures: [
    ...DELIVERIES.flatMap((delivery) => figuresOf(delivery, ALL)),
    ...figuresOf(ASLEEP, FEW),
    ...MIDDLE.flatMap(compressionFigures),
    ...DELIVERIES.map((delivery) => diskFigure(delivery, ON_DISK)),
    ...MIDDLE.map((delivery) => diskFigure(delivery, SYNCED)),
    ...delayFigures,
  ],
  short: {
    repetitions: 3,
    passes: 1,
    variants: SHORT.flatMap((delivery) => variantsOf(delivery, FEW)),
    figures: SHORT.flatMap((delivery) => figuresOf(delivery, FEW)),
  },
};
