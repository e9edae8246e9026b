import type { Cancel, Runtime } from '../runtime/index.ts';
import type { DiskLogConfig } from './diskLog.ts';
import { EventLog } from './eventLog.ts';
import type { FeedSettings } from './feedConfig.ts';
import type { FeedLog } from './feedLog.ts';
import type { LogEntry } from './logEntry.ts';
import { openFeedLog } from './openFeedLog.ts';
import type { Batch } from './writeBatch.ts';

/** What a log on disk asks its feed for. */
type Needs = Pick<DiskLogConfig, 'encode' | 'onMore' | 'onError'>;

/** The log of a feed and its epoch, from the opening to the closing, wherever it is kept. */
export class FeedStore {
  readonly #name: string;
  readonly #settings: FeedSettings<unknown>;
  #log: FeedLog;
  #epoch = '';
  #runtime: Runtime | undefined;
  #ageing: Cancel | undefined;

  constructor(name: string, settings: FeedSettings<unknown>) {
    this.#name = name;
    this.#settings = settings;
    this.#log = new EventLog(settings);
  }

  get log(): FeedLog {
    return this.#log;
  }

  get epoch(): string {
    return this.#epoch;
  }

  /** Whether the log is kept in files, which are opened by `prepare`. */
  get isOnDisk(): boolean {
    return this.#settings.disk !== undefined;
  }

  /**
   * Opens a log on disk.
   *
   * @throws StreamError (rejects) `MILLRACE_LOG_LOCKED`, `MILLRACE_FILE_UNREADABLE`, `MILLRACE_FILE_UNWRITABLE`
   */
  async prepare(runtime: Runtime, needs: Needs): Promise<void> {
    const { disk, maxEvents, maxBytes, maxAge } = this.#settings;
    if (disk === undefined) return;
    const limits = { maxEvents, maxBytes, maxAge };
    const opening = { ...needs, ...limits, name: this.#name, runtime };
    const { log, epoch } = await openFeedLog(disk, opening);
    this.#log = log;
    this.#epoch = epoch;
  }

  /** Takes `prepare` back. */
  release(): void {
    this.close();
    this.#log = new EventLog(this.#settings);
    this.#epoch = '';
  }

  /** From now on batches come; a log that was there before goes on with its epoch. */
  open(runtime: Runtime): void {
    this.#runtime = runtime;
    if (this.#epoch === '') this.#epoch = runtime.id();
    this.#expire(runtime);
  }

  /** Adds what a batch was encoded to. */
  append(batch: Pick<Batch, 'offset' | 'items'>, entries: readonly LogEntry[]): void {
    const runtime = this.#runtime;
    for (const entry of entries) {
      const from = entry.offset - batch.offset;
      entry.at = runtime?.now() ?? 0;
      this.#log.append(entry, batch.items.slice(from, from + entry.count));
    }
    if (runtime !== undefined) this.#expire(runtime);
  }

  /** Drops events that are too old, and comes back when the next are. */
  #expire(runtime: Runtime): void {
    const { maxAge } = this.#settings;
    if (maxAge === Infinity || this.#ageing !== undefined) return;
    this.#log.trim(runtime.now());
    const { oldestAt } = this.#log;
    if (oldestAt === undefined) return;
    // The clock may have jumped: no longer than it takes at the most.
    const wait = Math.min(Math.max(oldestAt + maxAge - runtime.now(), 1), maxAge);
    this.#ageing = runtime.setTimer(() => {
      this.#ageing = undefined;
      this.#expire(runtime);
    }, wait);
  }

  close(): void {
    this.#ageing?.();
    try {
      this.#log.close();
    } catch (error) {
      this.#settings.onError(error);
    }
  }
}
