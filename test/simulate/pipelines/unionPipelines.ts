import { count, fixedWindow, mapAsync, mapEach, sum, union } from '../../../operators/index.ts';
import type { Pane } from '../../../operators/index.ts';
import { startsHolding } from '../../oracle/gridPanes.ts';
import { arriving } from '../arriving.ts';
import type { Pipeline } from '../pipeline.ts';
import type { Row } from '../row.ts';
import type { SimEvent } from '../simEvents.ts';

const SIZE = 20;
const keyOf = ({ key }: SimEvent): string => key;

/** The windows of events each of which is judged by the watermark of its own source. */
function windowRows(inputs: readonly (readonly SimEvent[])[]): Row[] {
  const grid = { size: SIZE, every: SIZE, offset: 0 };
  const held = new Map<string, SimEvent[]>();
  for (const events of inputs) {
    for (const { value, timestamp, watermark } of arriving(events).events) {
      const start = startsHolding(timestamp, grid)[0] as number;
      if (start + SIZE - 1 <= watermark) continue;
      const place = `${start} ${value.key}`;
      held.set(place, [...(held.get(place) ?? []), value]);
    }
  }
  return [...held]
    .map(([place, events]): readonly [number, Row] => {
      const [start = '', key = ''] = place.split(' ');
      const total = events.reduce((all, { n }) => all + n, 0);
      return [Number(start), [key, `${start}: ${events.length} ${total}`]];
    })
    .sort(([a], [b]) => a - b)
    .map(([, row]) => row);
}

const windows = fixedWindow({
  size: SIZE,
  key: keyOf,
  late: 'drop',
  aggregate: { n: count(), total: sum(({ n }: SimEvent) => n) },
});

const rowOf = ({ key, window, value }: Pane<string, { n: number; total: number }>): Row => [
  key,
  `${window.start}: ${value.n} ${value.total}`,
];

export const unionPipelines: Readonly<Record<string, Pipeline>> = {
  'a union of three sources, one of them behind calls': {
    inputs: 3,
    build: ({ graph, source, sink, call, scheduler }) => {
      const slow = graph.stage('slow', source(0), (input) =>
        input.pipe(mapAsync((event: SimEvent) => call(event), { concurrency: 3, scheduler })),
      );
      const two = graph.stage('two', [source(1), source(2)], (a, b) =>
        union([a, b], { lateBy: 'input' }),
      );
      const all = graph.stage('all', [slow, two], (a, b) => union([a, b], { lateBy: 'input' }));
      const counts = graph.stage('counts', all, (input) => input.pipe(windows, mapEach(rowOf)));
      sink('counts', counts);
    },
    expected: (...inputs) => ({ counts: { rows: windowRows(inputs), inOrder: true } }),
  },
  'a source that parts and comes together again': {
    inputs: 1,
    build: ({ graph, source, sink, call, scheduler }) => {
      const events = source(0);
      const slow = graph.stage('slow', events, (input) =>
        input.pipe(mapAsync((event: SimEvent) => call(event), { concurrency: 2, scheduler })),
      );
      const all = graph.stage('all', [slow, events], (a, b) => union([a, b], { lateBy: 'input' }));
      const counts = graph.stage('counts', all, (input) => input.pipe(windows, mapEach(rowOf)));
      sink('counts', counts);
    },
    expected: (events = []) => ({
      counts: { rows: windowRows([events, events]), inOrder: true },
    }),
  },
};
