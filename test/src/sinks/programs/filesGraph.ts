import path from 'node:path';
import { count, eventTime, fixedWindow, mapEach } from '../../../../operators/index.ts';
import { fileStore } from '../../../../src/checkpoint/index.ts';
import { createGraph } from '../../../../src/graph/index.ts';
import { csvSink, ndjsonSink } from '../../../../src/sinks/index.ts';
import { fromIterable } from '../../../../src/sources/index.ts';

/** A program that writes events and what it counts into a folder, its argument. It may be killed. */
const folder = process.argv[2] as string;

const events = Array.from({ length: 15_000 }, (_, n) => ({ n, key: `k${n % 7}` }));
let seen = 0;

const graph = createGraph('files');
const source = graph.source(
  'events',
  fromIterable(events, { chunkSize: 40 }).pipe(
    eventTime({ timestamp: ({ n }) => n * 1_000, outOfOrderness: 0 }),
    mapEach((event) => {
      seen += 1;
      if (seen % 500 === 0) process.stdout.write('.');
      return event;
    }),
  ),
);
const counts = graph.stage('counts', source, (input) =>
  input.pipe(
    fixedWindow({ size: '1m', key: ({ key }) => key, late: 'drop', aggregate: { n: count() } }),
    mapEach(({ key, window: { start }, value: { n } }) => ({ key, start, n })),
  ),
);
graph.sink('all', source, ndjsonSink({ folder, name: 'events', maxRows: 700 }));
graph.sink('perMinute', counts, csvSink({ folder, name: 'counts', partition: 'HH', maxOpen: 3 }));
const store = fileStore(path.join(folder, 'checkpoints'));
await graph.run({ checkpoints: { store, every: '20ms' } }).finished;
