import { show, StreamError, UnionWatermark } from '../kernel/index.ts';
import type { InputState, Milliseconds } from '../kernel/index.ts';
import type { EventClock } from './eventClock.ts';

/** What names a partition: plain data, equal by value. */
export type Partition = string | number | boolean;

/** The checked config of a partitioned watermark. */
export interface PartitionedSettings<T> {
  readonly partitionOf: (value: T) => Partition;
  readonly partitions: readonly Partition[];
  readonly outOfOrderness: Milliseconds;
  readonly idleAfter: Milliseconds;
  readonly limit: number;
}

/** What is known of one partition beside its watermark. */
interface Shard {
  readonly partition: Partition;
  readonly index: number;
  largest: Milliseconds;
  last: Milliseconds | undefined;
  lastSeen: Milliseconds | undefined;
  /** When its largest timestamp came; not saved. */
  since: Milliseconds | undefined;
  idle: boolean;
}

/** The smallest watermark over the partitions of a source that are not idle. */
export class PartitionedClock<T> implements EventClock<T> {
  readonly #owner: string;
  readonly #settings: PartitionedSettings<T>;
  readonly #shards = new Map<Partition, Shard>();
  #clocks = new UnionWatermark(0);
  #least: Milliseconds = -Infinity;
  nextTick: Milliseconds = Infinity;
  /** Also without `idleAfter`, to tell when a partition was heard last. */
  readonly timed = true;
  readonly idle = false;

  constructor(owner: string, settings: PartitionedSettings<T>) {
    this.#owner = owner;
    this.#settings = settings;
    for (const partition of settings.partitions) this.#open(partition);
  }

  get watermark(): Milliseconds {
    return Math.max(this.#least, this.#clocks.combined);
  }

  start(now: Milliseconds): void {
    if (this.#settings.idleAfter === Infinity) return;
    for (const shard of this.#shards.values()) shard.lastSeen = now;
    this.#arm();
  }

  see(value: T, timestamp: Milliseconds, now: Milliseconds): void {
    const partition = this.#settings.partitionOf(value);
    const shard = this.#shards.get(partition) ?? this.#open(partition);
    shard.last = timestamp;
    this.#hear(shard, now);
    if (timestamp > shard.largest) {
      shard.largest = timestamp;
      shard.since = now;
    }
    this.#clocks.raise(shard.index, shard.largest - this.#settings.outOfOrderness - 1);
  }

  /** Those that fell silent together leave together; the earlier ones before the later ones. */
  tick(now: Milliseconds): void {
    const due = [...this.#shards.values()]
      .filter((shard) => !shard.idle && this.#deadline(shard) <= now)
      .toSorted((a, b) => this.#deadline(a) - this.#deadline(b));
    for (let from = 0, to = 0; from < due.length; from = to) {
      while (to < due.length && due[to]?.lastSeen === due[from]?.lastSeen) to += 1;
      this.#rest(due.slice(from, to));
    }
    this.#arm();
  }

  raise(watermark: Milliseconds): void {
    if (watermark > this.#least) this.#least = watermark;
  }

  parts(): readonly InputState[] {
    const states = this.#clocks.states();
    const { idleAfter, outOfOrderness } = this.#settings;
    return [...this.#shards.values()].map(({ partition, index, last, ...shard }) => ({
      ...(states[index] as (typeof states)[number]),
      name: String(partition),
      lastTimestamp: last,
      // The start of a known partition's silence is no event.
      lastSeen: last === undefined ? undefined : shard.lastSeen,
      since: shard.since,
      raisedAfter: Math.max(shard.largest, this.#least + outOfOrderness + 1),
      idleAfter,
      partition: true,
    }));
  }

  snapshot(): unknown {
    const idles = this.#settings.idleAfter !== Infinity;
    const shards = [...this.#shards.values()].map((shard) => ({
      ...shard,
      lastSeen: idles ? shard.lastSeen : undefined,
      since: undefined,
    }));
    return { shards, least: this.#least, nextTick: this.nextTick, clocks: this.#clocks.snapshot() };
  }

  restore(saved: unknown): void {
    if (!isSaved(saved)) throw this.#unreadable(saved);
    const clocks = new UnionWatermark(saved.shards.length);
    if (!clocks.restore(saved.clocks)) throw this.#unreadable(saved);
    this.#clocks = clocks;
    this.#shards.clear();
    for (const shard of saved.shards)
      this.#shards.set(shard.partition, { ...shard, since: undefined });
    this.#least = saved.least;
    this.nextTick = saved.nextTick;
  }

  #open(partition: Partition): Shard {
    const index = this.#shards.size;
    if (index >= this.#settings.limit) {
      const text = `${this.#owner}: more than ${this.#settings.limit} partitions`;
      const fix = 'raise limit, or give partitionOf fewer results';
      throw new StreamError('MILLRACE_OVERFLOW', `${text}; ${fix}`);
    }
    const times = { largest: -Infinity, last: undefined, lastSeen: undefined, since: undefined };
    const shard = { partition, index, ...times, idle: false };
    this.#shards.set(partition, shard);
    this.#clocks.add();
    return shard;
  }

  #hear(shard: Shard, now: Milliseconds): void {
    shard.lastSeen = now;
    shard.idle = false;
    this.nextTick = Math.min(this.nextTick, this.#deadline(shard));
  }

  #rest(shards: readonly Shard[]): void {
    for (const shard of shards) shard.idle = true;
    this.#clocks.restAll(shards.map(({ index }) => index));
  }

  /** The first whole millisecond at which the silence is longer than allowed. */
  #deadline({ lastSeen }: Shard): Milliseconds {
    return lastSeen === undefined ? Infinity : lastSeen + this.#settings.idleAfter + 1;
  }

  #arm(): void {
    const open = [...this.#shards.values()].filter(({ idle }) => !idle);
    this.nextTick = open.reduce((least, shard) => Math.min(least, this.#deadline(shard)), Infinity);
  }

  #unreadable(saved: unknown): StreamError {
    const text = `${this.#owner}: saved state: expected the partitions' watermarks, got ${show(saved)}`;
    return new StreamError('MILLRACE_SNAPSHOT_UNREADABLE', text);
  }
}

interface SavedShards {
  readonly shards: readonly Omit<Shard, 'since'>[];
  readonly least: Milliseconds;
  readonly nextTick: Milliseconds;
  readonly clocks: unknown;
}

function isSaved(saved: unknown): saved is SavedShards {
  return (
    typeof saved === 'object' && saved !== null && 'shards' in saved && Array.isArray(saved.shards)
  );
}
