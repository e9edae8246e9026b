import { eventTime, mapEach } from '../../../../operators/index.ts';
import { createGraph, stopOnSignals } from '../../../../src/graph/index.ts';
import { createSink } from '../../../../src/sinks/index.ts';
import { fromIterable } from '../../../../src/sources/index.ts';
import { memoryStore } from '../../../support/memoryStore.ts';

/** A program that goes on until it is asked to stop; its arguments: how its sink behaves, and how long it may take. */
const [mode, timeout] = process.argv.slice(2);

function* numbers(): Generator<number> {
  for (let n = 1; ; n += 1) yield n;
}

const graph = createGraph('endless');
const source = graph.source(
  'numbers',
  fromIterable(numbers(), { chunkSize: 10 }).pipe(
    eventTime({ timestamp: (at) => at, outOfOrderness: 0 }),
    mapEach((n) => {
      if (n === 100) setImmediate(() => process.stdout.write('running\n'));
      return n;
    }),
  ),
);
let delivered = 0;
graph.sink(
  'out',
  source,
  createSink<number>({
    deliver: async (rows) => {
      delivered += rows.length;
      if (mode === 'hang') await new Promise(() => undefined);
      if (mode === 'fail') throw new Error('nobody takes it');
    },
  }),
);
const store = memoryStore();
const run = graph.run({ checkpoints: { store, every: '1h' } });
stopOnSignals(run, {
  timeout: `${Number(timeout)}ms`,
  onStopping: (signal) => {
    process.stdout.write(`stopping at ${signal}\n`);
    if (mode === 'throw') throw new Error('nobody to tell');
  },
  close: () => void process.stdout.write(`${store.names().length} checkpoints when it closes\n`),
});
process.on('exit', () =>
  process.stdout.write(`${store.names().length} checkpoints, rows: ${delivered > 0}\n`),
);
