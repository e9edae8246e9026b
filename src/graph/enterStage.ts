import type { Chunk, Collector, Control, SavedPart, SavedState } from '../../operators/index.ts';

/** Collects a snapshot's parts under a stage's name, and knows where the stage itself stands. */
class StageCollector implements Collector {
  readonly parent: Collector;
  readonly #own: Collector;

  constructor(parent: Collector, stage: string) {
    this.parent = parent;
    this.#own = parent.within(stage);
  }

  get changesOnly(): boolean {
    return this.#own.changesOnly;
  }

  put(name: string, state: unknown): void {
    this.#own.put(name, state);
  }

  within(stage: string): Collector {
    return this.#own.within(stage);
  }

  wait(work: Promise<void>): void {
    this.#own.wait(work);
  }

  whenStored(act: () => void): void {
    this.#own.whenStored(act);
  }
}

/** Reads a snapshot's parts under a stage's name, and knows where the stage itself stands. */
class StageState implements SavedState {
  readonly parent: SavedState;
  readonly #own: SavedState;

  constructor(parent: SavedState, stage: string) {
    this.parent = parent;
    this.#own = parent.within(stage);
  }

  find(name: string): SavedPart | undefined {
    return this.#own.find(name);
  }

  within(stage: string): SavedState {
    return this.#own.within(stage);
  }

  wait(work: Promise<void>): void {
    this.#own.wait(work);
  }
}

/**
 * A barrier or restore as the operators of a stage see it: their names are within the stage's. Who
 * puts a barrier into a source of a graph does so with the source's name, so that the source's own
 * operators save under it too.
 */
export function enterStage<C extends Control | undefined>(control: C, stage: string): C {
  if (control?.kind === 'barrier') {
    return { ...control, collector: new StageCollector(control.collector, stage) };
  }
  if (control?.kind === 'restore') {
    return { ...control, state: new StageState(control.state, stage) };
  }
  return control;
}

/** A barrier or restore as it goes on behind the stage. */
export function leaveStage(control: Control | undefined): Control | undefined {
  if (control?.kind === 'barrier' && control.collector instanceof StageCollector) {
    return { ...control, collector: control.collector.parent };
  }
  if (control?.kind === 'restore' && control.state instanceof StageState) {
    return { ...control, state: control.state.parent };
  }
  return control;
}

/** A chunk on its way into a stage. */
export function enterChunk<T>(chunk: Chunk<T>, stage: string): Chunk<T> {
  if (chunk.control === undefined) return chunk;
  return { ...chunk, control: enterStage(chunk.control, stage) };
}

/** A chunk on its way out of a stage. */
export function leaveChunk<T>(chunk: Chunk<T>): Chunk<T> {
  if (chunk.control === undefined) return chunk;
  return { ...chunk, control: leaveStage(chunk.control) };
}
