import { SideBuffer, SideOutput } from '../kernel/index.ts';
import type { Chunk, Milliseconds, OperatorCounters } from '../kernel/index.ts';
import type { EntryConfig } from './entryConfig.ts';
import { rejectionError } from './rejectionError.ts';
import type { Rejected, RejectPolicy } from './rejected.ts';

/** Where values go that do not become events, as the config's policies say. */
export class EntryRejects<T> {
  readonly #config: EntryConfig<T>;
  readonly #counters: OperatorCounters;
  readonly #sides: ReadonlyMap<RejectPolicy<T>, SideBuffer<Rejected<T>>>;

  constructor(config: EntryConfig<T>, counters: OperatorCounters) {
    const { invalid, quarantine } = config;
    this.#config = config;
    this.#counters = counters;
    const outputs = [invalid, quarantine].filter((policy) => policy instanceof SideOutput);
    this.#sides = new Map(outputs.map((output) => [output, new SideBuffer(output)]));
  }

  /** A value without a valid timestamp. @param watermark the entry's, which its outputs have too */
  invalid(value: T, timestamp: unknown, watermark: Milliseconds): void {
    this.#counters.invalid += 1;
    const rejected = { value, timestamp, reason: 'invalidTimestamp' } as const;
    this.#take(rejected, this.#config.invalid, watermark);
  }

  /** A value too far ahead of the clock. */
  ahead(value: T, timestamp: Milliseconds, watermark: Milliseconds): void {
    this.#counters.quarantined += 1;
    const rejected = { value, timestamp, reason: 'aheadOfClock' } as const;
    this.#take(rejected, this.#config.quarantine, watermark);
  }

  #take(rejected: Rejected<T>, policy: RejectPolicy<T>, watermark: Milliseconds): void {
    if (policy === 'error') throw rejectionError(this.#config.kind, rejected);
    if (policy === 'drop') return;
    const { timestamp, reason } = rejected;
    // Without a valid time of its own it gets the first that is not late.
    const now = watermark === -Infinity ? 0 : watermark + 1;
    const at = reason === 'aheadOfClock' ? (timestamp as number) : now;
    this.#sides.get(policy)?.add(rejected, at, watermark);
  }

  finish(chunk: Chunk<unknown>): void {
    if (this.#sides.size === 0) return;
    for (const side of this.#sides.values()) side.finish(chunk.watermark, chunk);
  }

  complete(): void {
    for (const side of this.#sides.values()) side.complete();
  }

  error(error: unknown): void {
    for (const side of this.#sides.values()) side.error(error);
  }
}
