import path from 'node:path';
import { SavedView } from '../../operators/index.ts';
import { FileStore } from '../../src/checkpoint/fileStore.ts';
import { lmdbStore, openCheckpoints } from '../../src/checkpoint/index.ts';
import type { Checkpoints, CheckpointStore } from '../../src/checkpoint/index.ts';
import { storeFiles } from '../../src/checkpoint/storeFiles.ts';
import type { StoreFiles } from '../../src/checkpoint/storeFiles.ts';
import { openJournal } from '../../src/journal/index.ts';
import type { Journal } from '../../src/journal/index.ts';
import { crc32 } from '../../src/recording/index.ts';
import { systemRuntime } from '../../src/runtime/index.ts';
import { KeyedState } from '../src/checkpoint/keyedState.ts';

/** What is written to a disk whose power is cut. */
export interface CutWork {
  readonly folder: string;
  readonly kind: 'file' | 'lmdb';
  /** Whether it is waited for the disk. */
  readonly synced: boolean;
}

const nothing = (): Promise<void> => Promise.resolve();

const unsyncedFiles: StoreFiles = {
  ...storeFiles,
  create: async (file) => ({ ...(await storeFiles.create(file)), sync: nothing }),
  syncFolder: nothing,
};

function storeOf({ folder, kind, synced }: CutWork): CheckpointStore {
  const place = path.join(folder, kind);
  if (kind === 'lmdb') return lmdbStore(place);
  return new FileStore(place, systemRuntime, synced ? storeFiles : unsyncedFiles);
}

export function openCutCheckpoints(work: CutWork, beginAnew: boolean): Promise<Checkpoints> {
  const store = storeOf(work);
  return openCheckpoints({ store, graph: 'cut', runtime: systemRuntime, beginAnew });
}

export function openCutJournal({ folder, synced }: CutWork): Promise<Journal> {
  return openJournal({
    folder: path.join(folder, 'journal'),
    name: 'cut',
    limits: { maxEvents: 1e9, maxBytes: 1e9, maxAge: Infinity },
    segmentBytes: 20_000,
    synced,
    runtime: systemRuntime,
    onRepair: () => undefined,
  });
}

/** What a snapshot has to hold beside its entries to be known as whole and of one moment. */
export function sumOf(entries: readonly (readonly [unknown, unknown])[]): number {
  return crc32(Buffer.from(JSON.stringify(entries.toSorted(byId))));
}

function byId([a]: readonly [unknown, unknown], [b]: readonly [unknown, unknown]): number {
  return String(a) < String(b) ? -1 : 1;
}

/** The state of a restored checkpoint; undefined where its parts do not belong together. */
export function restoredState({ restored }: Checkpoints): KeyedState | undefined {
  const state = new KeyedState();
  if (restored === undefined) return state;
  const view = restored.snapshot['work/keys'];
  if (!(view instanceof SavedView)) return undefined;
  for (const [key, content] of view.entries) state.set(String(key), content);
  return restored.snapshot['work/sum'] === sumOf(view.entries) ? state : undefined;
}
