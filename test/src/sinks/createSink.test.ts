import { createSink, type CreateSinkConfig, type SinkBatch } from '../../../src/sinks/index.ts';
import { StreamError } from '../../../operators/index.ts';
import * as assert from '../../support/assert.ts';
import { sinkContext } from '../../support/sinkContext.ts';
import { suite } from '../../support/suite.ts';

const test = suite('createSink');

interface Delivered {
  readonly rows: readonly number[];
  readonly batch: SinkBatch;
}

const rowsOf = (...values: number[]) => values.map((value) => ({ value, timestamp: value * 10 }));

/** A sink that remembers what it was told to deliver. */
function recorded(config: Partial<CreateSinkConfig<number>> = {}) {
  const delivered: Delivered[] = [];
  const deliver = (rows: readonly number[], batch: SinkBatch) =>
    void delivered.push({ rows, batch });
  return { sink: createSink<number>({ deliver, ...config }), delivered };
}

const seen = (delivered: readonly Delivered[]) =>
  delivered.map(({ rows, batch }) => [batch.checkpoint, batch.index, ...rows]);

test('delivers the rows of a checkpoint when it is committed, in batches of maxRows', async () => {
  const { sink, delivered } = recorded({ maxRows: 2 });
  await sink.open(sinkContext());
  await sink.write(rowsOf(1, 2, 3));
  const prepared = await sink.prepare(7);
  await sink.write(rowsOf(4));
  assert.equal(delivered, []);
  await sink.commit(prepared);
  assert.equal(seen(delivered), [
    [7, 0, 1, 2],
    [7, 1, 3],
  ]);
  await sink.commit(await sink.prepare(8));
  assert.equal(seen(delivered).slice(2), [[8, 0, 4]]);
  assert.equal(
    delivered.map(({ batch }) => batch.timestamps),
    [[10, 20], [30], [40]],
  );
  assert.is(new Set(delivered.map(({ batch }) => batch.id)).size, 3);
  assert.ok(delivered.every(({ batch }) => !batch.isRepeated));
});

test('brings the batches of the checkpoint again under their ids, and no others', async () => {
  const first = recorded({ maxRows: 2 });
  await first.sink.open(sinkContext());
  await first.sink.write(rowsOf(1, 2, 3));
  const saved = structuredClone(await first.sink.prepare(1));
  await first.sink.commit(saved);
  await first.sink.write(rowsOf(4, 5));
  const lost = await first.sink.prepare(2);
  const second = recorded({ maxRows: 5 });
  const runtime = { ...sinkContext().runtime, id: () => 'another' };
  await second.sink.open(sinkContext({ saved, runtime }));
  assert.equal(seen(second.delivered), seen(first.delivered));
  assert.equal(
    second.delivered.map(({ batch }) => [batch.id, batch.isRepeated]),
    first.delivered.map(({ batch }) => [batch.id, true]),
  );
  await second.sink.write(rowsOf(4));
  await second.sink.commit(await second.sink.prepare(2));
  assert.ok(!JSON.stringify(lost).includes(String(second.delivered.at(-1)?.batch.id)));
});

test('what was prepared for a checkpoint that was given up belongs to the next', async () => {
  const { sink, delivered } = recorded();
  await sink.open(sinkContext());
  await sink.write(rowsOf(1));
  await sink.prepare(1);
  await sink.write(rowsOf(2));
  const prepared = structuredClone(await sink.prepare(2));
  const again = recorded();
  await again.sink.open(sinkContext({ saved: prepared }));
  await sink.commit(prepared);
  assert.equal(seen(delivered), [
    [1, 0, 1],
    [2, 0, 2],
  ]);
  assert.equal(seen(again.delivered), seen(delivered));
});

test('asks for a checkpoint once when maxRows wait', async () => {
  let asked = 0;
  const { sink } = recorded({ maxRows: 2 });
  await sink.open(sinkContext({ requestCheckpoint: () => (asked += 1) }));
  await sink.write(rowsOf(1));
  assert.is(asked, 0);
  await sink.write(rowsOf(2));
  await sink.write(rowsOf(3, 4));
  assert.is(asked, 1);
  await sink.prepare(1);
  await sink.write(rowsOf(5, 6));
  assert.is(asked, 2);
});

test('delivers at once without checkpoints', async () => {
  const { sink, delivered } = recorded({ maxRows: 2 });
  await sink.open(sinkContext({ hasCheckpoints: false }));
  await sink.write(rowsOf(1, 2, 3));
  await sink.write(rowsOf(4));
  assert.equal(seen(delivered), [
    [0, 0, 1, 2],
    [0, 1, 3],
    [0, 2, 4],
  ]);
  await sink.commit(await sink.prepare(1));
  assert.is(delivered.length, 3);
});

test('goes on with the batch that could not be delivered, and tells that it is repeated', async () => {
  let broken = true;
  const tries: unknown[] = [];
  const { sink } = recorded({
    maxRows: 1,
    deliver: async (rows, { isRepeated }) => {
      tries.push([...rows, isRepeated]);
      if (broken && rows.includes(2)) throw new Error('no answer');
    },
  });
  await sink.open(sinkContext());
  await sink.write(rowsOf(1, 2, 3));
  const prepared = await sink.prepare(1);
  await assert.rejectsCode(sink.commit(prepared), 'MILLRACE_CALLBACK', 'no answer');
  broken = false;
  await sink.commit(prepared);
  await sink.commit(prepared);
  assert.equal(tries, [
    [1, false],
    [2, false],
    [2, true],
    [3, false],
  ]);
});

test('opens and closes what it is given, and keeps errors that have a code', async () => {
  const calls: string[] = [];
  const refusal = new StreamError('MILLRACE_SERVER_UNREACHABLE', 'nobody there');
  const { sink } = recorded({
    kind: 'mine',
    open: ({ name }) => void calls.push(`open ${name}`),
    close: () => Promise.reject(refusal),
  });
  await sink.open(sinkContext());
  await assert.rejectsCode(Promise.resolve(sink.close()), 'MILLRACE_SERVER_UNREACHABLE');
  assert.equal([sink.kind, ...calls], ['mine', 'open results/sink']);
});

test('refuses the state of another sink, and configs that have no meaning', async () => {
  const other = await (async () => {
    const { sink } = recorded({ kind: 'other' });
    await sink.open(sinkContext());
    return sink.prepare(1);
  })();
  for (const saved of [other, 1, {}, { kind: 'createSink', batches: [{ id: 'x' }] }]) {
    const opening = Promise.resolve(recorded().sink.open(sinkContext({ saved })));
    await assert.rejectsCode(opening, 'MILLRACE_SNAPSHOT_UNREADABLE', 'createSink');
  }
  const deliver = () => undefined;
  const refused = (config: object, field: string) =>
    assert.throws(() => createSink(config as CreateSinkConfig<number>), field);
  refused({}, 'deliver');
  refused({ deliver, maxRows: 0 }, 'maxRows');
  refused({ deliver, kind: '' }, 'kind');
  refused({ deliver, open: 1 }, 'open');
  refused({ deliver, close: 1 }, 'close');
});

test.run();
