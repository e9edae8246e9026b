import { count, eventTime, fixedWindow, mapEach, union } from '../../../operators/index.ts';
import type { Pane } from '../../../operators/index.ts';
import type { CheckpointStore } from '../../../src/checkpoint/index.ts';
import { createGraph } from '../../../src/graph/index.ts';
import type { CheckpointConfig, Graph, GraphRun, SinkPolicy } from '../../../src/graph/index.ts';
import { createSink } from '../../../src/sinks/index.ts';
import type { Sink } from '../../../src/sinks/index.ts';
import { fromIterable, fromObservable } from '../../../src/sources/index.ts';
import { NEVER } from 'rxjs';
import * as assert from '../../support/assert.ts';
import { eventually } from '../../support/eventually.ts';
import { memoryStore } from '../../support/memoryStore.ts';
import { OnceReceiver } from '../../support/onceReceiver.ts';
import { suite } from '../../support/suite.ts';

const test = suite('checkpoints of a graph');

interface Event {
  readonly at: number;
  readonly key: string;
}

const events: readonly Event[] = Array.from({ length: 20_000 }, (_, i) => ({
  at: i * 10 - ((i * 7919) % 400),
  key: `k${(i * 31) % 17}`,
}));

interface Counted {
  readonly key: string;
  readonly start: number;
  readonly n: number;
}

/** Counts the events of two halves, and what one half has alone. */
function countGraph(
  receiver: OnceReceiver<Counted>,
  pass: (n: number) => void = () => undefined,
  end: { readonly sink?: Sink<Counted>; readonly policy?: SinkPolicy | undefined } = {},
): Graph {
  const graph = createGraph('counts');
  let n = 0;
  const half = (odd: number): ReturnType<typeof graph.source<Event>> =>
    graph.source(
      odd === 0 ? 'even' : 'odd',
      fromIterable(
        events.filter((_, i) => i % 2 === odd),
        { chunkSize: 50 },
      ).pipe(
        eventTime({ timestamp: ({ at }) => at, outOfOrderness: 500 }),
        mapEach((event) => {
          pass((n += 1));
          return event;
        }),
      ),
    );
  const [even, odd] = [half(0), half(1)];
  const both = graph.stage('both', [even, odd], (a, b) => union([a, b]));
  const windows = graph.stage('windows', both, (input) =>
    input.pipe(
      fixedWindow({
        size: 5_000,
        key: ({ key }) => key,
        late: 'drop',
        aggregate: { n: count() },
      }),
      mapEach(({ key, window, value }: Pane<string, { n: number }>) => ({
        key,
        start: window.start,
        n: value.n,
      })),
    ),
  );
  graph.sink('out', windows, end.sink ?? receiver.sink(), end.policy);
  return graph;
}

const byPlace = (rows: readonly Counted[]): string[] =>
  rows.map(({ key, start, n }) => `${start} ${key} ${n}`).toSorted();

async function expected(): Promise<string[]> {
  const receiver = new OnceReceiver<Counted>();
  await countGraph(receiver).run().finished;
  return byPlace(receiver.rows);
}

function config(store: CheckpointStore, more: Partial<CheckpointConfig> = {}): CheckpointConfig {
  return { store, every: '1h', onError: (error) => assert.unreachable(String(error)), ...more };
}

test('a graph that was stopped anywhere goes on from its last checkpoint, and each row comes once', async () => {
  const whole = await expected();
  assert.ok(whole.length > 500);
  const store = memoryStore();
  const receiver = new OnceReceiver<Counted>();
  let lives = 0;
  for (let isDone = false; !isDone; lives += 1) {
    // Stops after some thousand events, not at a checkpoint.
    const most = 3_000 + 700 * lives;
    const graph = countGraph(receiver, (n) => {
      if (n === 1_500) void run.checkpoint().catch(() => undefined);
      if (n >= most) run.stop();
    });
    const run: GraphRun = graph.run({ checkpoints: config(store) });
    await run.finished;
    isDone = store.names().some((name) => name.length > 0) && receiver.rows.length >= whole.length;
    assert.ok(lives < 30);
  }
  assert.ok(lives > 3, `${lives} lives`);
  assert.equal(byPlace(receiver.rows), whole);
});

test('a graph that has ended gives nothing more when it is run again', async () => {
  const store = memoryStore();
  const receiver = new OnceReceiver<Counted>();
  await countGraph(receiver).run({ checkpoints: config(store) }).finished;
  const { length } = receiver.rows;
  assert.equal(byPlace(receiver.rows), await expected());
  await countGraph(receiver).run({ checkpoints: config(store) }).finished;
  assert.is(receiver.rows.length, length);
});

test('a checkpoint that is asked for while the last one is stored leaves that one the last', async () => {
  const store = memoryStore();
  const receiver = new OnceReceiver<Counted>();
  const asked: Promise<unknown>[] = [];
  const asking: CheckpointStore = {
    ...store,
    write: async (name, pieces) => {
      asked.push(run.checkpoint());
      await store.write(name, pieces);
    },
  };
  const run: GraphRun = countGraph(receiver).run({ checkpoints: config(asking) });
  await run.finished;
  const { length } = receiver.rows;
  assert.equal(byPlace(receiver.rows), await expected());
  const [last] = await Promise.all(asked.slice(-1));
  assert.match(store.names().at(-1) ?? '', `${(last as { id: number }).id}`);
  await countGraph(receiver).run({ checkpoints: config(store) }).finished;
  assert.is(receiver.rows.length, length);
});

test('drain stops behind a last checkpoint, without a row lost or computed again', async () => {
  const whole = await expected();
  const store = memoryStore();
  const receiver = new OnceReceiver<Counted>();
  let seen = 0;
  const first = countGraph(receiver, (n) => {
    seen = n;
  });
  const run = first.run({ checkpoints: config(store) });
  await eventually(() => seen > 5_000);
  await run.drain();
  const atStop = seen;
  assert.ok(atStop < events.length && receiver.rows.length > 0);
  let again = 0;
  await countGraph(receiver, (n) => {
    again = n;
  }).run({ checkpoints: config(store) }).finished;
  assert.is(atStop + again, events.length);
  assert.equal(byPlace(receiver.rows), whole);
  // What the last checkpoint had is delivered again, under its id: nobody saved that it was there.
  assert.is(receiver.repeated, 1);
});

test('drain before the first value keeps what was restored', async () => {
  const store = memoryStore();
  const receiver = new OnceReceiver<Counted>();
  const first = countGraph(receiver, (n) => {
    if (n === 3_000) void run.drain();
  });
  const run: GraphRun = first.run({ checkpoints: config(store) });
  await run.finished;
  const second = countGraph(receiver).run({ checkpoints: config(store) });
  // Everything is restored that promises alone restore; no turn has come.
  for (let i = 0; i < 500; i += 1) await Promise.resolve();
  await second.drain();
  await countGraph(receiver).run({ checkpoints: config(store) }).finished;
  assert.equal(byPlace(receiver.rows), await expected());
});

test('a graph that is stopped while it opens gives its store back, and closes its sinks after they have opened', async () => {
  const calls: string[] = [];
  const memory = memoryStore();
  const close = async (): Promise<void> => void calls.push('store closed');
  const graph = createGraph('early');
  const source = graph.source(
    'numbers',
    fromIterable([1]).pipe(eventTime({ timestamp: (at) => at, outOfOrderness: 0 })),
  );
  const open = async (): Promise<void> => {
    calls.push('opens');
    run.stop();
    await memory.list();
    calls.push('open');
  };
  const ends = { deliver: () => undefined, close: () => void calls.push('closed') };
  graph.sink('out', source, createSink<number>({ open, ...ends }));
  const run: GraphRun = graph.run({ checkpoints: config({ ...memory, close }) });
  await run.finished;
  assert.equal(calls, ['opens', 'open', 'closed', 'store closed']);
  const other = createGraph('earlier');
  other.source(
    'none',
    fromIterable<number>([]).pipe(eventTime({ timestamp: (at) => at, outOfOrderness: 0 })),
  );
  const stopped = other.run({ checkpoints: config({ ...memory, close }) });
  stopped.stop();
  await stopped.finished;
  assert.is(calls.at(-1), 'store closed');
  assert.is(calls.length, 5);
});

test('a checkpoint that cannot be stored is told, and what it had comes with the next', async () => {
  const whole = await expected();
  const store = memoryStore();
  const receiver = new OnceReceiver<Counted>();
  const told: string[] = [];
  let failing = true;
  const broken: CheckpointStore = {
    ...store,
    write: async (name, pieces) => {
      if (failing) throw new Error('the disk is full');
      await store.write(name, pieces);
    },
  };
  let seen = 0;
  const onError = (error: unknown): void => void told.push((error as Error).message);
  const run = countGraph(receiver, (n) => {
    seen = n;
  }).run({ checkpoints: config(broken, { onError }) });
  await eventually(() => seen > 3_000);
  const failure = await run.checkpoint().catch((error: unknown) => error);
  assert.match(String(failure), 'the disk is full');
  assert.is(receiver.rows.length, 0);
  assert.equal(told.length, 1);
  failing = false;
  await run.finished;
  assert.equal(byPlace(receiver.rows), whole);
});

test('goes on from an older checkpoint when the newest is damaged, and says so; begins anew only when told to', async () => {
  const whole = await expected();
  const store = memoryStore();
  const damaged = new Set<string>();
  const reading: CheckpointStore = {
    ...store,
    read: async (name) => {
      const bytes = await store.read(name);
      return damaged.has(name) ? bytes?.subarray(0, 100) : bytes;
    },
  };
  const receiver = new OnceReceiver<Counted>();
  const first = countGraph(receiver, (n) => {
    if (n === 4_000 || n === 12_000) void run.checkpoint().catch(() => undefined);
    if (n === 16_000) run.stop();
  });
  const run: GraphRun = first.run({ checkpoints: config(store) });
  await run.finished;
  const names = store.names().toSorted();
  assert.is(names.length, 2);
  damaged.add(names.at(-1) as string);
  const told: string[] = [];
  const onError = (error: unknown): void => void told.push((error as Error).message);
  const later = new OnceReceiver<Counted>();
  await countGraph(later).run({ checkpoints: config(reading, { onError }) }).finished;
  assert.match(told.join(), `checkpoint '${names.at(-1)}' was not used`);
  assert.match(told.join(), /; checkpoint 1 is$/);
  told.length = 0;
  // It gets what the older one had prepared, and all that comes behind it.
  assert.equal(byPlace(later.rows), whole);
  for (const name of store.names()) damaged.add(name);
  const none = await countGraph(later)
    .run({ checkpoints: config(reading, { onError }) })
    .finished.catch((error: unknown) => error);
  assert.hasCode(none, 'MILLRACE_CHECKPOINT_UNREADABLE', 'beginAnew');
  assert.ok(told.length > 0 && told.every((text) => text.endsWith('there is no older one to use')));
  const anew = new OnceReceiver<Counted>();
  const beginAnew = { onError, beginAnew: true };
  await countGraph(anew).run({ checkpoints: config(reading, beginAnew) }).finished;
  assert.equal(byPlace(anew.rows), whole);
});

test('refuses sources that let no barrier pass, or would lose events', () => {
  const store = memoryStore();
  const live = fromObservable(NEVER, { buffer: { limit: 1, overflow: 'error' } });
  const timed = eventTime<number>({ timestamp: (at) => at, outOfOrderness: 0 });
  const lossy = createGraph('lossy');
  lossy.source('live', live.pipe(timed));
  assert.throwsCode(
    () => lossy.run({ checkpoints: config(store) }),
    'MILLRACE_GRAPH',
    "source 'live' cannot give again what came after a checkpoint",
  );
  const bare = createGraph('bare');
  bare.source('live', NEVER.pipe(timed));
  assert.throwsCode(
    () => bare.run({ checkpoints: config(store) }),
    'MILLRACE_GRAPH',
    "source 'live' lets no barrier pass",
  );
});

test('a sink that is slow at the end is waited for, with its calls under way', async () => {
  const aborted: boolean[] = [];
  const receiver = createSink<Counted>({
    deliver: async (_, { signal }) => {
      for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
      aborted.push(signal.aborted);
    },
  });
  for (const checkpoints of [undefined, config(memoryStore())]) {
    aborted.length = 0;
    const graph = createGraph('slow');
    const rows = graph.source(
      'rows',
      fromIterable([{ key: 'a', start: 1, n: 1 }]).pipe(
        eventTime({ timestamp: ({ start }) => start, outOfOrderness: 0 }),
      ),
    );
    graph.sink('out', rows, receiver);
    await graph.run(checkpoints && { checkpoints }).finished;
    assert.equal(aborted, [false]);
  }
});

test('a commit that fails is tried again where the policy says so, and fails the graph where not', async () => {
  const whole = await expected();
  for (const retry of [{ attempts: 3, delay: '1ms' } as const, undefined]) {
    const receiver = new OnceReceiver<Counted>();
    let failures = 0;
    const inner = receiver.sink();
    const sink: Sink<Counted> = {
      kind: 'moody',
      open: (context) => inner.open(context),
      write: (rows) => inner.write(rows),
      prepare: (checkpoint) => inner.prepare(checkpoint),
      close: () => inner.close(),
      commit: async (prepared) => {
        failures += 1;
        if (failures % 3 !== 0) throw new Error('busy');
        await inner.commit(prepared);
      },
    };
    const store = memoryStore();
    const run = countGraph(receiver, undefined, { sink, policy: retry && { retry } }).run({
      checkpoints: config(store, { every: '20ms' }),
    });
    const failure = await run.finished.catch((error: unknown) => error);
    if (retry === undefined) assert.match(String(failure), "stage 'out' failed: moody");
    else assert.equal([failure, byPlace(receiver.rows)], [undefined, whole]);
  }
});

test.run();
