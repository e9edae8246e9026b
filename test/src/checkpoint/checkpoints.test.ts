import { SavedView } from '../../../operators/index.ts';
import { openCheckpoints } from '../../../src/checkpoint/index.ts';
import type { Checkpoints, CheckpointsConfig } from '../../../src/checkpoint/index.ts';
import { systemRuntime } from '../../../src/runtime/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';
import { exactText } from './exactText.ts';
import { KeyedState, ListView } from './keyedState.ts';
import { MemoryStore } from './memoryStore.ts';

const test = suite('Checkpoints');

const runtime = systemRuntime;
const facts = (time: number) => ({ time, operators: { 'count/window': 'fixedWindow' } });

function opened(store: MemoryStore, more: Partial<CheckpointsConfig> = {}): Promise<Checkpoints> {
  return openCheckpoints({ store, graph: 'flights', runtime, ...more });
}

/** Checkpoints of one keyed state, each with a further change. */
async function writeSome(checkpoints: Checkpoints, state: KeyedState, count: number) {
  const written = [];
  for (let i = 0; i < count; i += 1) {
    const id = checkpoints.nextId;
    state.set(`key ${id % 7}`, { at: id });
    if (id % 3 === 0) state.delete(`key ${(id + 3) % 7}`);
    const snapshot = { 'count/window': state.view(checkpoints.changesOnly), 'in/source': id };
    written.push(await checkpoints.write(id, snapshot, facts(id)));
  }
  return written;
}

function largeState(keys: number): KeyedState {
  const state = new KeyedState();
  for (let i = 0; i < keys; i += 1)
    state.set(`large ${i}`, { count: i, sum: i / 3, name: `n${i}` });
  return state;
}

test('an empty store restores nothing, and ids begin at 1', async () => {
  const checkpoints = await opened(new MemoryStore());
  const { restored, refused, changesOnly, nextId } = checkpoints;
  assert.equal([restored, refused, changesOnly, nextId], [undefined, [], false, 1]);
});

test('the newest checkpoint comes back as it was, with its facts', async () => {
  const store = new MemoryStore();
  const odd = { at: -0, list: [undefined, 1n, new Date(5), new Map([['\ud800', NaN]])] };
  const first = await opened(store);
  const view = new ListView(odd, [
    ['a', odd],
    [7, undefined],
    ['7', [1]],
    [7.5, null],
  ]);
  const told = { ...facts(5), more: { epoch: 'x' } };
  const { bytes, entries, buildsOn } = await first.write(1, { 'a/b': odd, 'c/d': view }, told);
  assert.equal([entries, buildsOn], [4, undefined]);
  assert.is(bytes, [...store.objects.values()][0]?.length);
  const { restored, nextId } = await opened(store);
  assert.equal([restored?.id, restored?.facts, nextId], [1, told, 2]);
  const saved = new SavedView(odd, [
    ['a', odd],
    ['7', [1]],
    [7.5, null],
  ]);
  assert.is(exactText(restored?.snapshot), exactText({ 'a/b': odd, 'c/d': saved }));
  assert.instance(restored?.snapshot['c/d'], SavedView);
});

test('changes are applied in their order, over several checkpoints', async () => {
  const store = new MemoryStore();
  const state = largeState(1_000);
  const checkpoints = await opened(store);
  const written = await writeSome(checkpoints, state, 12);
  assert.equal(
    written.map(({ buildsOn }) => buildsOn),
    [undefined, ...Array(11).keys()].map((id) => (id === undefined ? id : id + 1)),
  );
  const { restored } = await opened(store);
  const saved = restored?.snapshot['count/window'] as SavedView;
  assert.equal([restored?.id, saved.head], [12, { keys: state.entries.size }]);
  assert.equal(new Map(saved.entries), state.entries);
  assert.ok(state.closed.every((kept) => kept) && state.closed.length === 12);
});

test('after 16 links, or changes of half its size, the next is whole', async () => {
  const long = await writeSome(await opened(new MemoryStore()), largeState(1_000), 40);
  const wholes = long.flatMap(({ buildsOn }, i) => (buildsOn === undefined ? [i + 1] : []));
  assert.equal(wholes, [1, 18, 35]);
  const checkpoints = await opened(new MemoryStore());
  const state = largeState(1_000);
  const sizes: (number | undefined)[] = [];
  for (let id = 1; id <= 8; id += 1) {
    for (let i = 0; i < 400; i += 1)
      state.set(`large ${i}`, { count: id, sum: id / 3, name: `n${id}` });
    const { buildsOn } = await checkpoints.write(
      id,
      { s: state.view(checkpoints.changesOnly) },
      facts(id),
    );
    sizes.push(buildsOn);
  }
  assert.equal(sizes, [undefined, 1, 2, undefined, 4, 5, undefined, 7]);
});

test('what none of the newest builds on is removed', async () => {
  const store = new MemoryStore();
  const checkpoints = await opened(store, { keep: 2 });
  await writeSome(checkpoints, largeState(1_000), 18);
  assert.is(store.objects.size, 18);
  await writeSome(checkpoints, largeState(1_000), 1);
  assert.equal(
    [...store.objects.keys()].map((name) => Number(name.slice(0, 16))),
    [18, 19],
  );
  const again = await opened(store, { keep: 2 });
  await again.write(again.nextId, { a: 1 }, facts(1));
  await again.write(again.nextId, { a: 2 }, facts(2));
  assert.equal(
    [...store.objects.keys()].map((name) => Number(name.slice(0, 16))),
    [20, 21],
  );
});

test('the first after opening is whole, and ids go on behind those refused', async () => {
  const store = new MemoryStore();
  await writeSome(await opened(store), largeState(100), 3);
  const [, second = '', third = ''] = [...store.objects.keys()];
  (store.objects.get(third) as Uint8Array)[200]! ^= 4;
  const told: unknown[] = [];
  const checkpoints = await opened(store, { onRefused: (refused) => told.push(refused) });
  const { restored, refused, changesOnly, nextId } = checkpoints;
  assert.equal([restored?.id, changesOnly, nextId, told], [2, false, 4, refused]);
  assert.is(refused[0]?.name, third);
  assert.match(refused[0]?.why ?? '', /^the piece at byte \d+ is damaged$/);
  (store.objects.get([...store.objects.keys()][0] ?? '') as Uint8Array)[200]! ^= 4;
  const failure = await opened(store).catch((error: unknown) => error);
  assert.match(String(failure), /none of its 3 checkpoints can be used: /);
  assert.match(String(failure), new RegExp(`'${second}': it builds on '0{15}1-0{15}1.checkpoint'`));
  assert.is((await opened(store, { beginAnew: true })).nextId, 4);
});

test.run();
