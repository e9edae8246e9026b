import { ArgumentRangeError, StateView, StreamError } from '../../operators/index.ts';
import type { Snapshot } from '../../operators/index.ts';
import type { Runtime } from '../runtime/index.ts';
import { CheckpointEncoder } from './checkpointEncoder.ts';
import type { CheckpointFacts } from './checkpointHeader.ts';
import { checkpointName, outdated } from './checkpointName.ts';
import type { CheckpointName } from './checkpointName.ts';
import type { CheckpointStore } from './checkpointStore.ts';
import type { FoundCheckpoints, RefusedCheckpoint, RestoredCheckpoint } from './restoreNewest.ts';

/** What a stored checkpoint took. */
export interface StoredCheckpoint {
  /** Its name in the store. */
  readonly name: string;
  readonly bytes: number;
  /** How many entries of large state are in it. */
  readonly entries: number;
  /** The checkpoint whose state it changes; undefined for one that holds all of it. */
  readonly buildsOn: number | undefined;
  /** Older checkpoints that are no longer needed and could not be removed; it is tried again with the next. */
  readonly notRemoved: readonly string[];
}

/** What the checkpoints of a graph need. */
export interface CheckpointsContext {
  readonly store: CheckpointStore;
  readonly graph: string;
  readonly keep: number;
  readonly runtime: Runtime;
}

/** So many checkpoints build on a whole one at the most. */
const MOST_LINKS = 16;

/** The whole checkpoint on which the next may build, with those that do already. */
interface Chain {
  readonly root: number;
  readonly wholeBytes: number;
  readonly names: readonly string[];
  readonly changedBytes: number;
}

/** The checkpoints of one graph in a store: one writer, one checkpoint at a time. */
export class Checkpoints {
  /** The newest whole one when the store was opened; undefined in a store without any. */
  readonly restored: RestoredCheckpoint | undefined;
  /** The newer ones that could not be used, newest first. They stay in the store. */
  readonly refused: readonly RefusedCheckpoint[];
  readonly #context: CheckpointsContext;
  #stored: CheckpointName[];
  #chain: Chain | undefined;
  #last: number;
  #work: Promise<unknown> | undefined;

  constructor(context: CheckpointsContext, found: FoundCheckpoints) {
    this.#context = context;
    this.restored = found.restored;
    this.refused = found.refused;
    const refused = new Set(found.refused.map(({ name }) => name));
    this.#stored = found.stored.filter(({ name }) => !refused.has(name));
    this.#last = found.stored.at(-1)?.id ?? 0;
  }

  /** The lowest id that the next checkpoint can have: no checkpoint of this store ever had it. */
  get nextId(): number {
    return this.#last + 1;
  }

  /**
   * Whether the next snapshot may hold changes only. Not so for the first one after opening or a
   * failure, nor when the changes have grown beyond half of the whole, or to 16 checkpoints.
   */
  get changesOnly(): boolean {
    const chain = this.#chain;
    if (chain === undefined || chain.names.length > MOST_LINKS) return false;
    return chain.changedBytes <= chain.wholeBytes / 2;
  }

  /**
   * Writes a snapshot, piece by piece between the turns of the graph. When it resolves the checkpoint is
   * whole and safe, and what none of the last `keep` builds on is removed. When it rejects, the checkpoint
   * before holds, and the next snapshot has to be whole. Each `StateView` in it is closed.
   *
   * @param id rises from one to the next, from `nextId` on; gaps are allowed
   * @throws StreamError (rejects) `MILLRACE_STATE_NOT_SAVABLE`, `MILLRACE_FILE_UNWRITABLE`, or what the store
   *   rejects with
   */
  async write(id: number, snapshot: Snapshot, facts: CheckpointFacts): Promise<StoredCheckpoint> {
    let kept = false;
    try {
      this.#begin(id);
      const work = this.#write(id, snapshot, facts);
      this.#work = work;
      const stored = await work;
      kept = true;
      return stored;
    } finally {
      for (const view of viewsOf(snapshot)) view.close(kept);
    }
  }

  /** Waits for what is being written, and gives the store back. */
  async close(): Promise<void> {
    await this.#work?.catch(() => undefined);
    await this.#context.store.close();
  }

  #begin(id: number): void {
    const { graph } = this.#context;
    if (this.#work !== undefined) {
      const text = `graph '${graph}': a checkpoint is being written; wait for it before the next`;
      throw new StreamError('MILLRACE_GRAPH', text);
    }
    if (!Number.isSafeInteger(id) || id < this.nextId)
      throw new ArgumentRangeError('checkpoint', 'id', `${this.nextId} or more`, String(id));
    this.#last = id;
  }

  async #write(id: number, snapshot: Snapshot, facts: CheckpointFacts): Promise<StoredCheckpoint> {
    const { store, graph, runtime } = this.#context;
    const chain = this.#chain;
    // Until it is stored: whatever goes wrong, the next one is whole.
    this.#chain = undefined;
    try {
      const isChanges = viewsOf(snapshot).some((view) => view.isChanges);
      if (isChanges) await this.#checkChain(chain);
      const base = isChanges ? chain : undefined;
      const { name, root } = checkpointName(id, base?.root ?? id);
      const buildsOn = base && this.#stored.at(-1)?.id;
      const encoder = new CheckpointEncoder({ id, graph, buildsOn, facts }, snapshot, runtime);
      await store.write(name, encoder.pieces());
      const { bytes, entries } = encoder;
      this.#stored.push({ name, id, root });
      this.#chain = nextChain(base, id, name, bytes);
      return { name, bytes, entries, buildsOn, notRemoved: await this.#removeOld() };
    } finally {
      this.#work = undefined;
    }
  }

  /** What the changes are of has to be there still: somebody may have removed it. */
  async #checkChain(chain: Chain | undefined): Promise<void> {
    const { graph, store } = this.#context;
    const there = new Set(chain === undefined ? [] : await store.list());
    const missing = chain?.names.find((name) => !there.has(name));
    if (chain !== undefined && missing === undefined) return;
    const what = missing === undefined ? 'no checkpoint to build on' : `lost '${missing}'`;
    const text = `graph '${graph}': changes of state cannot be stored: there is ${what}`;
    throw new StreamError('MILLRACE_FILE_MISSING', `${text}; the next checkpoint is whole`);
  }

  async #removeOld(): Promise<readonly string[]> {
    const failed = new Set<string>();
    const old = new Set(outdated(this.#stored, this.#context.keep).map(({ name }) => name));
    // At once: a store may remove many with one sync.
    const remove = (name: string): Promise<unknown> =>
      this.#context.store.remove(name).catch(() => failed.add(name));
    await Promise.all([...old].map(remove));
    this.#stored = this.#stored.filter(({ name }) => !old.has(name) || failed.has(name));
    return [...failed];
  }
}

function viewsOf(snapshot: Snapshot): StateView[] {
  return Object.values(snapshot).filter((state) => state instanceof StateView);
}

function nextChain(base: Chain | undefined, id: number, name: string, bytes: number): Chain {
  if (base === undefined) return { root: id, wholeBytes: bytes, names: [name], changedBytes: 0 };
  const { names, changedBytes } = base;
  return { ...base, names: [...names, name], changedBytes: changedBytes + bytes };
}
