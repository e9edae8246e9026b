import {
  count,
  eventTime,
  fixedWindow,
  fromArray,
  lateTo,
  SideOutput,
} from '../../operators/index.ts';
import type { Late } from '../../operators/index.ts';
import type { BenchCase, Outcome, WorkVariant } from './benchCase.ts';
import { benchEvents, OUT_OF_ORDERNESS } from './benchEvents.ts';
import type { BenchEvent } from './benchEvents.ts';
import { Digest } from './digest.ts';

const SIZE = 10_000;
const EVENTS = { count: 1_000_000, keys: 1_000, perSecond: 10_000 };
const CHUNK_SIZES = [512, 16, 1];

/** What a user without the engine writes: Maps, one watermark, windows fired in order. */
function countInLoop(events: readonly BenchEvent[]): Outcome {
  const digest = new Digest();
  const windows = new Map<number, Map<number, number>>();
  let [newest, nextEnd, late] = [-Infinity, Infinity, 0];
  const fire = (end: number): void => {
    for (const [key, n] of windows.get(end) ?? []) {
      const pane = { key, window: { start: end - SIZE, end }, value: { n } };
      digest.add(pane.key, pane.window.end, pane.value.n);
    }
    windows.delete(end);
    nextEnd = Math.min(Infinity, ...windows.keys());
  };
  for (const { at, key } of events) {
    const watermark = newest - OUT_OF_ORDERNESS - 1;
    while (nextEnd - 1 <= watermark) fire(nextEnd);
    const end = Math.floor(at / SIZE) * SIZE + SIZE;
    if (end - 1 <= watermark) late += 1;
    else {
      let counts = windows.get(end);
      if (counts === undefined) {
        windows.set(end, (counts = new Map()));
        nextEnd = Math.min(nextEnd, end);
      }
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    if (at > newest) newest = at;
  }
  while (nextEnd < Infinity) fire(nextEnd);
  return { digest: digest.text(late), events: events.length, panes: digest.panes };
}

function countInWindows(events: readonly BenchEvent[], chunkSize: number): Outcome {
  const digest = new Digest();
  const output = new SideOutput<Late<BenchEvent>>();
  let late = 0;
  output.stream.subscribe(({ values }) => (late += values.length));
  fromArray(events, { chunkSize })
    .pipe(
      eventTime({ timestamp: (event) => event.at, outOfOrderness: OUT_OF_ORDERNESS }),
      fixedWindow({
        size: SIZE,
        key: (event) => event.key,
        late: lateTo(output),
        aggregate: { n: count() },
      }),
    )
    .subscribe(({ values }) => {
      for (const { key, window, value } of values) digest.add(key, window.end, value.n);
    });
  return { digest: digest.text(late), events: events.length, panes: digest.panes };
}

function variant(name: string, run: (events: readonly BenchEvent[]) => Outcome): WorkVariant {
  const prepare = (): (() => Outcome) => {
    const events = benchEvents(EVENTS);
    return () => run(events);
  };
  return { name, agrees: 'counts', prepare };
}

const chunksOf = (size: number): string => `chunks of ${size}`;

/** A count per key and window of ten seconds, against a loop over the same array. */
export const windowedCount: BenchCase = {
  name: 'windowedCount',
  summary: '1,000,000 events, 1,000 keys, fixedWindow 10 s, count, against a loop with Maps',
  repetitions: 5,
  passes: 7,
  variants: [
    variant('loop', countInLoop),
    ...CHUNK_SIZES.map((size) => variant(chunksOf(size), (events) => countInWindows(events, size))),
  ],
  figures: (of) =>
    CHUNK_SIZES.flatMap((size) => [
      {
        name: `${chunksOf(size)}, CPU to loop`,
        value: of(chunksOf(size)).cpuMs / of('loop').cpuMs,
      },
      {
        name: `${chunksOf(size)}, wall to loop`,
        value: of(chunksOf(size)).wallMs / of('loop').wallMs,
      },
    ]),
};
