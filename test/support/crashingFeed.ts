import { cpSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Subject } from 'rxjs';
import { makeChunk, SnapshotCollector, SnapshotReader } from '../../operators/index.ts';
import type { Chunk, Snapshot } from '../../operators/index.ts';
import { createFeed, createFeedServer } from '../../src/feed/index.ts';
import type { FeedConfig, FeedServer } from '../../src/feed/index.ts';

/** A result of the graph that is played: the n-th of its key. */
export interface KeyedResult {
  readonly key: string;
  readonly n: number;
  /** What is in it besides. */
  readonly value: string;
}

/** How many results of each key were given. */
export type Given = ReadonlyMap<string, number>;

/** What outlives a crash besides the log. */
export interface StoredPlace {
  readonly given: Given;
  readonly snapshot: Snapshot;
}

/** How far a checkpoint gets. */
export const CHECKPOINT_STEPS: readonly CheckpointStep[] = ['put', 'synced', 'stored', 'told'];
export type CheckpointStep = 'put' | 'synced' | 'stored' | 'told';

type Publish = NonNullable<FeedConfig<unknown>['publish']>;

/**
 * A feed whose graph is played by a test: it gives results, takes checkpoints, and is killed. A kill leaves
 * the files as they are at that moment, and a checkpoint that was stored.
 */
export class CrashingFeed {
  readonly errors: unknown[] = [];
  /** No result that is still to come is as old. */
  watermark: number = -Infinity;
  stored: StoredPlace | undefined;
  port: number = 0;
  #given = new Map<string, number>();
  #subject = new Subject<Chunk<KeyedResult>>();
  #server: FeedServer | undefined;
  #barriers = 0;
  #lives = 0;
  readonly #root: string;
  readonly #config: FeedConfig<KeyedResult> & { readonly publish: Publish };
  readonly #isOnDisk: boolean;

  constructor(
    root: string,
    config: FeedConfig<KeyedResult> & { readonly publish: Publish },
    isOnDisk: boolean = true,
  ) {
    this.#root = root;
    this.#config = config;
    this.#isOnDisk = isOnDisk;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}/feed`;
  }

  get given(): Given {
    return this.#given;
  }

  get server(): FeedServer {
    return this.#server as FeedServer;
  }

  get #folder(): string {
    return path.join(this.#root, `life${this.#lives}`);
  }

  /** Starts the server, and the graph from the checkpoint that is stored. */
  async start(): Promise<void> {
    await this.serve();
    await this.restore();
  }

  /** Starts the server alone. */
  async serve(): Promise<void> {
    this.#subject = new Subject();
    const log = { folder: this.#folder, segmentBytes: 2_000, memoryBytes: 1_024 };
    const feed = createFeed('f', this.#subject, {
      describe: ({ key, ...data }) => ({ key, data }),
      onError: (error) => void this.errors.push(error),
      batch: 3,
      ...this.#config,
      ...(this.#isOnDisk ? { log } : {}),
    });
    this.#server = await createFeedServer({ feeds: [feed], port: this.port });
    this.port = this.#server.port;
  }

  async restore(): Promise<void> {
    this.#given = new Map(this.stored?.given);
    const snapshot = structuredClone(this.stored?.snapshot ?? {});
    const state = new SnapshotReader(snapshot, () => this.stored === undefined);
    this.#subject.next(
      makeChunk<KeyedResult>({ watermark: -Infinity, control: { kind: 'restore', state } }),
    );
    await state.settled();
  }

  /** Gives the next result of each key named. */
  give(keys: readonly string[], valueOf: (key: string, n: number) => string = () => 'v'): void {
    const values = keys.map((key): KeyedResult => {
      const n = this.#given.get(key) ?? 0;
      this.#given.set(key, n + 1);
      return { key, n, value: valueOf(key, n) };
    });
    // A result has the same event time in every run.
    const timestamps = values.map(({ n }) => n);
    this.#subject.next(makeChunk({ values, timestamps, watermark: this.watermark }));
  }

  mark(watermark: number): void {
    this.watermark = watermark;
    this.#subject.next(makeChunk<KeyedResult>({ watermark }));
  }

  /** Takes a checkpoint, up to a step of it. */
  async checkpoint(last: CheckpointStep = 'told'): Promise<void> {
    const given = new Map(this.#given);
    const collector = new SnapshotCollector();
    const control = { kind: 'barrier', id: (this.#barriers += 1), collector } as const;
    this.#subject.next(makeChunk<KeyedResult>({ watermark: this.watermark, control }));
    if (last === 'put') return;
    await collector.settled();
    if (last === 'synced') return;
    this.stored = { given, snapshot: structuredClone(collector.snapshot) };
    if (last === 'told') collector.stored();
  }

  /** The process is no more: its files stay as they are. */
  async kill(): Promise<void> {
    const before = this.#folder;
    this.#lives += 1;
    if (this.#isOnDisk) {
      cpSync(before, this.#folder, { recursive: true });
      rmSync(path.join(this.#folder, 'lock.json'), { force: true });
    }
    const server = this.#server;
    this.#server = undefined;
    await server?.close();
    if (this.#isOnDisk) rmSync(before, { recursive: true, force: true });
  }

  complete(): void {
    this.mark(Infinity);
    this.#subject.complete();
  }
}
