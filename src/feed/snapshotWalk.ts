import type { Codec } from '../wire/index.ts';
import type { Frame } from './frame.ts';
import type { TablePublisher } from './tablePublisher.ts';
import type { TableSnapshot } from './tableSnapshot.ts';

/**
 * How far one connection is in a snapshot of a table. It holds none of it: when the snapshot is not
 * kept any more, it begins again with the newest one.
 */
export class SnapshotWalk {
  readonly #tables: TablePublisher;
  #offset: number;
  #index = 0;

  constructor(tables: TablePublisher, offset: number) {
    this.#tables = tables;
    this.#offset = offset;
  }

  /** The next message; undefined behind the last one. */
  step(codec: Codec, channel: number): Frame | undefined {
    const snapshot = this.#tables.snapshotAt(this.#offset) ?? this.#beginAgain();
    if (this.#index === snapshot.length) return undefined;
    this.#index += 1;
    return snapshot.frame(this.#index - 1, codec, channel);
  }

  #beginAgain(): TableSnapshot {
    const snapshot = this.#tables.snapshot(this.#offset);
    this.#offset = snapshot.offset;
    this.#index = 0;
    return snapshot;
  }
}
