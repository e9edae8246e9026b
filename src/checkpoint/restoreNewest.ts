import { isCodedError } from '../../operators/index.ts';
import type { Snapshot } from '../../operators/index.ts';
import type { Runtime } from '../runtime/index.ts';
import { applyChain } from './applyChain.ts';
import type { CheckpointFacts } from './checkpointHeader.ts';
import { checkpointNames } from './checkpointName.ts';
import type { CheckpointName } from './checkpointName.ts';
import type { CheckpointStore } from './checkpointStore.ts';
import { decodeCheckpoint } from './decodeCheckpoint.ts';
import type { DecodedCheckpoint } from './decodeCheckpoint.ts';
import { Undecodable } from './undecodable.ts';

/** A checkpoint from which a graph goes on. */
export interface RestoredCheckpoint {
  readonly id: number;
  readonly facts: CheckpointFacts;
  /** The state by path; of a `StateView`, a `SavedView` with all changes in it. */
  readonly snapshot: Snapshot;
}

/** A stored checkpoint from which no graph can go on. */
export interface RefusedCheckpoint {
  /** Its name in the store. */
  readonly name: string;
  /** What is wrong with it, such as `the piece at byte 4096 is damaged`. */
  readonly why: string;
}

/** What a store was found to hold. */
export interface FoundCheckpoints {
  readonly restored: RestoredCheckpoint | undefined;
  readonly refused: readonly RefusedCheckpoint[];
  /** All checkpoints in it, oldest first. */
  readonly stored: readonly CheckpointName[];
}

/** Finds the newest checkpoint of a graph that is whole. */
export async function restoreNewest(
  store: CheckpointStore,
  graph: string,
  runtime: Runtime,
): Promise<FoundCheckpoints> {
  const stored = checkpointNames(await store.list());
  const refused: RefusedCheckpoint[] = [];
  const reading = new Reading(store, graph, runtime, stored);
  for (const candidate of stored.toReversed()) {
    try {
      const restored = await reading.restore(candidate);
      return { restored, refused, stored };
    } catch (error) {
      if (!(error instanceof Undecodable)) throw error;
      refused.push({ name: candidate.name, why: error.message });
    }
  }
  return { restored: undefined, refused, stored };
}

class Reading {
  readonly #store: CheckpointStore;
  readonly #graph: string;
  readonly #runtime: Runtime;
  readonly #byId: ReadonlyMap<number, CheckpointName>;
  /** Why those cannot be used that were looked at. */
  readonly #bad = new Map<string, string>();

  constructor(
    store: CheckpointStore,
    graph: string,
    runtime: Runtime,
    stored: readonly CheckpointName[],
  ) {
    this.#store = store;
    this.#graph = graph;
    this.#runtime = runtime;
    this.#byId = new Map(stored.map((one) => [one.id, one]));
  }

  async restore(newest: CheckpointName): Promise<RestoredCheckpoint> {
    const last = await this.#read(newest);
    const chain = [last];
    let { buildsOn } = last.header;
    while (buildsOn !== undefined) {
      const below: DecodedCheckpoint = await this.#readBelow(buildsOn, chain.length);
      chain.push(below);
      ({ buildsOn } = below.header);
    }
    const { id, facts } = last.header;
    return { id, facts, snapshot: applyChain(chain.reverse()) };
  }

  async #readBelow(id: number, links: number): Promise<DecodedCheckpoint> {
    const name = this.#byId.get(id);
    if (name === undefined || links > this.#byId.size)
      throw new Undecodable(`it builds on checkpoint ${id}, which is not there`);
    try {
      return await this.#read(name);
    } catch (error) {
      if (!(error instanceof Undecodable)) throw error;
      throw new Undecodable(`it builds on '${name.name}': ${error.message}`);
    }
  }

  async #read({ name, id }: CheckpointName): Promise<DecodedCheckpoint> {
    const known = this.#bad.get(name);
    if (known !== undefined) throw new Undecodable(known);
    const bytes = await this.#bytes(name);
    try {
      if (bytes === undefined) throw new Undecodable('it is gone');
      return this.#checked(await decodeCheckpoint(bytes, this.#runtime), id);
    } catch (error) {
      const why = whyOf(error);
      this.#bad.set(name, why);
      throw new Undecodable(why);
    }
  }

  /** What the store knows to be damaged is refused; other errors may go away, and end the restore. */
  async #bytes(name: string): Promise<Uint8Array | undefined> {
    try {
      return await this.#store.read(name);
    } catch (error) {
      if (!isCodedError(error) || error.code !== 'MILLRACE_FILE_UNREADABLE') throw error;
      throw new Undecodable(error.message);
    }
  }

  #checked(decoded: DecodedCheckpoint, id: number): DecodedCheckpoint {
    const { header } = decoded;
    if (header.graph !== this.#graph)
      throw new Undecodable(`it is of the graph '${header.graph}', not of '${this.#graph}'`);
    if (header.id !== id || (header.buildsOn ?? -1) >= id)
      throw new Undecodable(`it is checkpoint ${header.id} by what is in it`);
    return decoded;
  }
}

function whyOf(error: unknown): string {
  if (error instanceof Undecodable) return error.message;
  return `it cannot be read: ${error instanceof Error ? error.message : String(error)}`;
}
