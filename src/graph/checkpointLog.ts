import { isCodedError } from '../../operators/index.ts';
import type { Milliseconds } from '../../operators/index.ts';
import type { Checkpoints } from '../checkpoint/index.ts';
import type { Runtime } from '../runtime/index.ts';
import type { StoredCheckpoint } from './checkpointConfig.ts';
import type { CheckpointsReport } from './checkpointsReport.ts';

type Current = NonNullable<CheckpointsReport['current']>;

/** The one in work. */
interface Working {
  readonly id: number;
  readonly start: Milliseconds;
  step: Current['step'];
  waitsFor: () => readonly string[];
}

const NOTHING = (): readonly string[] => [];

/** Keeps what is to be known of the checkpoints of one run. */
export class CheckpointLog {
  readonly #runtime: Runtime;
  #stored = 0;
  #failed = 0;
  #last: CheckpointsReport['last'];
  #lastError: CheckpointsReport['lastError'];
  #restored: CheckpointsReport['restored'];
  #refused: CheckpointsReport['refused'] = [];
  #working: Working | undefined;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** The store was opened. */
  opened({ restored, refused }: Pick<Checkpoints, 'restored' | 'refused'>): void {
    this.#restored = restored && { id: restored.id, at: restored.facts.time };
    this.#refused = refused.map(({ name, why }) => ({ name, why }));
  }

  begin(id: number): void {
    const start = this.#runtime.monotonic();
    this.#working = { id, start, step: 'passing', waitsFor: NOTHING };
  }

  /** @param waitsFor the stages that its barrier has not passed, whenever it is asked for */
  step(step: Current['step'], waitsFor: () => readonly string[] = NOTHING): void {
    if (this.#working !== undefined) Object.assign(this.#working, { step, waitsFor });
  }

  stored(checkpoint: StoredCheckpoint): void {
    this.#working = undefined;
    this.#stored += 1;
    this.#last = { ...checkpoint, at: this.#runtime.now() };
  }

  failed(error: unknown): void {
    this.#working = undefined;
    this.#failed += 1;
    const code = isCodedError(error) ? error.code : '';
    const text = error instanceof Error ? error.message : String(error);
    this.#lastError = { at: this.#runtime.now(), code, text };
  }

  /** The one in work will not be stored, because the run is over. */
  stop(): void {
    this.#working = undefined;
  }

  report(): CheckpointsReport {
    const [last, lastError, restored] = [this.#last, this.#lastError, this.#restored];
    const working = this.#working;
    return {
      stored: this.#stored,
      failed: this.#failed,
      ...(last && { last }),
      ...(lastError && { lastError }),
      ...(working && { current: this.#current(working) }),
      ...(restored && { restored }),
      refused: this.#refused,
    };
  }

  #current({ id, start, step, waitsFor }: Working): Current {
    return { id, took: this.#runtime.monotonic() - start, step, waitsFor: waitsFor() };
  }
}
