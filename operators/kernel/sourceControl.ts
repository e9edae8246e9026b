import type { Barrier, Restore } from './control.ts';

/** A source at work, as who runs it sees it. */
export interface SourceHandle {
  /**
   * Puts the position behind the last value given into the barrier's snapshot, and sends the
   * barrier behind that value: at once, also while the source is paused or has nothing to give. Where
   * nobody listens to the source any more, it only puts that it has given all it has.
   */
  send(barrier: Barrier): void;
  /** Gives no value from now on, but barriers; `complete` ends it. */
  halt(): void;
  /** Ends an exhausted source for good. */
  complete(): void;
}

/**
 * By which a source with positions is run under checkpoints. It calls `begin` when it is subscribed to,
 * sends the restore first, gives values from the position in it once `ready` has resolved, and says
 * `exhausted` instead of completing.
 */
export interface SourceControl {
  /** The name under which the position is saved. */
  readonly name: string;
  /** What stands before the first value; with the position to go on from, if there is one. */
  readonly restore: Restore;
  /** Resolves when everything behind the source is restored. */
  readonly ready: () => Promise<void>;
  begin(handle: SourceHandle): void;
  exhausted(): void;
}
