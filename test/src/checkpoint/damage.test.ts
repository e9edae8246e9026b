import path from 'node:path';
import { FileStore } from '../../../src/checkpoint/fileStore.ts';
import { lmdbStore, openCheckpoints } from '../../../src/checkpoint/index.ts';
import type { CheckpointStore } from '../../../src/checkpoint/index.ts';
import { storeFiles } from '../../../src/checkpoint/storeFiles.ts';
import { seededRandom, systemRuntime } from '../../../src/runtime/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';
import { withFolder } from '../../support/withFolder.ts';
import { exactText } from './exactText.ts';
import { KeyedState } from './keyedState.ts';

const test = suite('damaged checkpoints');

const FAULTS = 2_000;
const SEED = 1;
const NEWEST = /^0*3-/;

type Harm = (bytes: Buffer, random: () => number) => Buffer;

const flipBit: Harm = (bytes, random) => {
  const harmed = Buffer.from(bytes);
  const bit = Math.floor(random() * bytes.length * 8);
  harmed[bit >> 3]! ^= 1 << (bit & 7);
  return harmed;
};

const truncate: Harm = (bytes, random) => bytes.subarray(0, Math.floor(random() * bytes.length));

const config = { graph: 'harmed', runtime: systemRuntime };

/** Three checkpoints of some keys; the state that each of them holds, as a text. */
async function writeThree(store: CheckpointStore, inChanges: boolean): Promise<readonly string[]> {
  const checkpoints = await openCheckpoints({ ...config, store });
  const state = new KeyedState();
  for (let i = 0; i < 100; i += 1) state.set(`key ${i}`, { count: i, sum: i / 3 });
  const texts: string[] = [];
  for (let id = 1; id <= 3; id += 1) {
    for (let i = 0; i < 15; i += 1) state.set(`key ${i * id}`, { count: -i, at: new Date(id) });
    const view = state.view(inChanges && checkpoints.changesOnly);
    await checkpoints.write(id, { s: view }, { time: id, operators: { s: 'test' } });
    texts.push(exactText([...state.entries]));
  }
  return texts;
}

/** What is read of the newest checkpoint is harmed, each time in another way. */
class HarmedReads {
  struck = 0;
  readonly #harm: Harm;
  readonly #random: () => number;

  constructor(harm: Harm, seed: number) {
    this.#harm = harm;
    this.#random = seededRandom(seed);
  }

  async read<B extends Uint8Array | undefined>(
    name: string,
    inner: () => Promise<B>,
  ): Promise<B | Buffer> {
    const bytes = await inner();
    if (bytes === undefined || !NEWEST.test(name)) return bytes;
    this.struck += 1;
    return this.#harm(Buffer.from(bytes), this.#random);
  }
}

/** Harms the newest of three checkpoints many times; the one before has to be used each time. */
async function harmMany(
  name: string,
  kind: string,
  store: CheckpointStore,
  harmed: HarmedReads,
  inChanges: boolean,
): Promise<void> {
  const texts = await writeThree(store, inChanges);
  let detected = 0;
  for (let i = 0; i < FAULTS; i += 1) {
    const { restored, refused } = await openCheckpoints({ ...config, store });
    const saved = restored?.snapshot['s'] as { readonly entries: readonly unknown[] } | undefined;
    const isBefore = restored?.id === 2 && exactText(saved?.entries) === texts[1];
    if (isBefore && refused.length === 1 && NEWEST.test(refused[0]?.name ?? '')) detected += 1;
  }
  console.log(`${name}, newest ${kind}: ${harmed.struck} struck, ${detected} detected`);
  assert.equal([harmed.struck, detected], [FAULTS, FAULTS]);
  await store.close();
}

const harms: readonly (readonly [kind: string, harm: Harm, inChanges: boolean])[] = [
  ['bits flipped', flipBit, false],
  ['truncated', truncate, true],
];

for (const [kind, harm, inChanges] of harms) {
  test(`fileStore: ${FAULTS} times the newest ${kind}: each found, the one before used`, () =>
    withFolder(async (folder) => {
      const harmed = new HarmedReads(harm, SEED);
      const read = (file: string): Promise<Uint8Array> =>
        harmed.read(path.basename(file), () => storeFiles.read(file));
      const store = new FileStore(folder, systemRuntime, { ...storeFiles, read });
      await harmMany('fileStore', kind, store, harmed, inChanges);
    }));

  test(`lmdbStore: ${FAULTS} times the newest ${kind}: each found, the one before used`, () =>
    withFolder(async (folder) => {
      const inner = lmdbStore(folder);
      const harmed = new HarmedReads(harm, SEED + 1);
      const store: CheckpointStore = {
        list: () => inner.list(),
        read: (name) => harmed.read(name, () => inner.read(name)),
        write: (name, pieces) => inner.write(name, pieces),
        remove: (name) => inner.remove(name),
        close: () => inner.close(),
      };
      await harmMany('lmdbStore', kind, store, harmed, !inChanges);
    }));
}

test.run();
