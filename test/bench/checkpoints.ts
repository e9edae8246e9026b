import { SavedView } from '../../operators/index.ts';
import type { StateEntry } from '../../operators/index.ts';
import { FileStore } from '../../src/checkpoint/fileStore.ts';
import { lmdbStore, openCheckpoints } from '../../src/checkpoint/index.ts';
import type { Checkpoints, CheckpointStore } from '../../src/checkpoint/index.ts';
import { storeFiles } from '../../src/checkpoint/storeFiles.ts';
import { systemRuntime } from '../../src/runtime/index.ts';
import { ListView } from '../src/checkpoint/keyedState.ts';
import type { BenchCase, Figure, Outcome, Run, Work, WorkVariant } from './benchCase.ts';
import { LongestPause } from './longestPause.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const KEYS = 100_000;
const CHANGED = 10_000;

/** About 120 bytes of state under each key. */
function entriesOf(count: number, round: number): readonly StateEntry[] {
  return Array.from({ length: count }, (_, i): StateEntry => [
    `customer-${i}`,
    {
      count: i + round,
      sum: i / 3,
      latest: 1_700_000_000_000 + i,
      name: `name of ${i}`,
      seen: true,
    },
  ]);
}

interface Counted {
  readonly store: CheckpointStore;
  /** How many syncs there were so far; of LMDB nobody tells. */
  readonly syncs: () => number;
}

function countedFiles(): Counted {
  let syncs = 0;
  const counted = <A extends readonly unknown[], R>(act: (...args: A) => R) => {
    return (...args: A): R => {
      syncs += 1;
      return act(...args);
    };
  };
  const store = new FileStore(temporaryFolder(), systemRuntime, {
    ...storeFiles,
    create: async (file) => {
      const { write, sync, close } = await storeFiles.create(file);
      return { write, sync: counted(sync), close };
    },
    syncFolder: counted(storeFiles.syncFolder),
  });
  return { store, syncs: () => syncs };
}

const STORES: readonly (readonly [name: string, make: () => Counted])[] = [
  ['fileStore', countedFiles],
  ['lmdbStore', () => ({ store: lmdbStore(temporaryFolder()), syncs: () => Number.NaN })],
];

function open(store: CheckpointStore): Promise<Checkpoints> {
  return openCheckpoints({ store, graph: 'bench', runtime: systemRuntime });
}

async function write(
  checkpoints: Checkpoints,
  entries: readonly StateEntry[],
  isChanges: boolean,
): Promise<void> {
  const id = checkpoints.nextId;
  const view = new ListView(id, entries, isChanges);
  await checkpoints.write(id, { 'work/state': view }, { time: id, operators: {} });
}

function outcome(events: number, measured: Readonly<Record<string, number>> = {}): Outcome {
  return { digest: `${events} entries`, events, panes: 0, measured };
}

/** Writes all keys, or those that changed, again and again. */
async function prepareWrite(make: () => Counted, isChanges: boolean): Promise<Work> {
  const { store, syncs } = make();
  const checkpoints = await open(store);
  await write(checkpoints, entriesOf(KEYS, 0), false);
  const entries = entriesOf(isChanges ? CHANGED : KEYS, 1);
  const pause = new LongestPause();
  return async () => {
    const before = syncs();
    pause.start();
    await write(checkpoints, entries, isChanges);
    return outcome(entries.length, { pauseMs: pause.stop(), syncs: syncs() - before });
  };
}

/** Reads a checkpoint of all keys. */
async function prepareRestore(make: () => Counted): Promise<Work> {
  const { store } = make();
  await write(await open(store), entriesOf(KEYS, 0), false);
  return async () => {
    const state = (await open(store)).restored?.snapshot['work/state'];
    return outcome(state instanceof SavedView ? state.entries.length : 0);
  };
}

interface Bare {
  put(key: string, value: unknown): Promise<boolean>;
  getRange(): Iterable<{ readonly key: string; readonly value: unknown }>;
  readonly flushed: PromiseLike<unknown>;
}

/** What a user without the engine does: an entry under each key, in one transaction that is synced. */
async function openBare(): Promise<Bare> {
  const driver: string = 'lmdb';
  const { open: openLmdb } = (await import(driver)) as {
    open(options: Readonly<Record<string, unknown>>): Bare;
  };
  return openLmdb({ path: temporaryFolder() });
}

async function putAll(bare: Bare, entries: readonly StateEntry[]): Promise<void> {
  let last: Promise<unknown> | undefined;
  for (const [key, content] of entries) last = bare.put(String(key), content);
  await last;
  await bare.flushed;
}

async function prepareBareWrite(count: number): Promise<Work> {
  const bare = await openBare();
  await putAll(bare, entriesOf(KEYS, 0));
  const entries = entriesOf(count, 1);
  const pause = new LongestPause();
  return async () => {
    pause.start();
    await putAll(bare, entries);
    return outcome(count, { pauseMs: pause.stop() });
  };
}

async function prepareBareRead(): Promise<Work> {
  const bare = await openBare();
  await putAll(bare, entriesOf(KEYS, 0));
  return () => {
    const state = new Map<string, unknown>();
    for (const { key, value } of bare.getRange()) state.set(key, value);
    return outcome(state.size);
  };
}

type Prepare = (make: () => Counted) => Promise<Work>;

function part(name: string, bare: () => Promise<Work>, prepare: Prepare): WorkVariant[] {
  const own = STORES.map(([store, make]) => ({
    name: `${name} ${store}`,
    prepare: () => prepare(make),
  }));
  const all = [{ name: `${name} LMDB`, prepare: bare }, ...own];
  return all.map((one) => ({ ...one, part: name, agrees: name }));
}

const variants: readonly WorkVariant[] = [
  ...part(
    'whole',
    () => prepareBareWrite(KEYS),
    (make) => prepareWrite(make, false),
  ),
  ...part(
    'changes',
    () => prepareBareWrite(CHANGED),
    (make) => prepareWrite(make, true),
  ),
  ...part('restore', prepareBareRead, prepareRestore),
];

const measured = (run: Run, name: string): number => run.measured?.[name] ?? Number.NaN;

const figures: readonly Figure[] = STORES.flatMap(([store]) => [
  ...['whole', 'changes', 'restore'].flatMap((name): Figure[] => [
    { name: `${name}, ${store}, ms`, value: (of) => of(`${name} ${store}`).wallMs },
    {
      name: `${name}, ${store} to bare LMDB, wall`,
      value: (of) => of(`${name} ${store}`).wallMs / of(`${name} LMDB`).wallMs,
    },
  ]),
  ...['whole', 'changes'].map((name): Figure => ({
    name: `${name}, ${store}, longest pause in ms`,
    value: (of) => measured(of(`${name} ${store}`), 'pauseMs'),
  })),
]);

const syncs: Figure = {
  name: 'whole, fileStore, syncs',
  value: (of) => measured(of('whole fileStore'), 'syncs'),
};

/** Writing and restoring the state of 100,000 keys. */
export const checkpoints: BenchCase = {
  name: 'checkpoints',
  summary:
    'state of 100,000 keys stored whole, 10,000 of them changed, and restored, against bare LMDB',
  repetitions: 3,
  passes: 5,
  variants,
  figures: [...figures, syncs],
  short: { repetitions: 1, passes: 3, variants, figures: [...figures, syncs] },
};
