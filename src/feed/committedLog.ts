import type { Milliseconds } from '../../operators/index.ts';
import type { Item } from '../wire/index.ts';
import type { FeedLog } from './feedLog.ts';
import type { LogEntry } from './logEntry.ts';

/** Where it is kept up to which offset events were committed. */
export interface CommitStore {
  readonly offset: number;
  write(offset: number): Promise<void>;
  writeNow(offset: number): void;
  close(): void;
}

/** What a log of which readers get only what was committed leans on. */
export interface CommittedLogConfig {
  /** Undefined: in memory alone. */
  readonly mark?: CommitStore | undefined;
  /** Readers may have more. */
  readonly onMore: () => void;
  readonly onError: (error: unknown) => void;
}

/** What was committed and when that is told. */
interface Commit {
  readonly offset: number;
  readonly watermark: Milliseconds;
}

/**
 * A log whose events wait for a checkpoint: its head is behind the last that was committed. State: where
 * that is; what waits is in the log below.
 */
export class CommittedLog implements FeedLog {
  readonly #log: FeedLog;
  readonly #config: CommittedLogConfig;
  #reached: Commit;
  #wanted: Commit;
  #isWriting = false;

  constructor(log: FeedLog, config: CommittedLogConfig) {
    this.#log = log;
    this.#config = config;
    const offset = Math.min(config.mark?.offset ?? log.end, log.end);
    this.#reached = { offset, watermark: log.watermarkBefore(offset) };
    this.#wanted = this.#reached;
  }

  get isBroken(): boolean {
    return this.#log.isBroken;
  }

  get head(): number {
    return this.#reached.offset;
  }

  get floor(): number {
    return Math.min(this.#log.floor, this.head);
  }

  get end(): number {
    return this.#log.end;
  }

  get bytes(): number {
    return this.#log.bytes;
  }

  get goneLatest(): Milliseconds {
    return this.#log.goneLatest;
  }

  get oldestAt(): Milliseconds | undefined {
    return this.#log.oldestAt;
  }

  /** The watermark of what was committed. */
  get committed(): Milliseconds {
    return this.#reached.watermark;
  }

  /** Everything before an offset counts for good: readers get it when that is written down. */
  commit(offset: number, watermark: Milliseconds): void {
    this.#wanted = { offset, watermark };
    if (this.#config.mark === undefined) this.#reach(this.#wanted);
    else void this.#write(this.#config.mark);
  }

  /** The log below ends here, and all of it counts: a graph goes on from a checkpoint. */
  goOn(offset: number): void {
    this.#config.mark?.writeNow(offset);
    this.#wanted = { offset, watermark: this.#log.watermarkBefore(offset) };
    this.#reach(this.#wanted);
  }

  async #write(mark: CommitStore): Promise<void> {
    if (this.#isWriting) return;
    this.#isWriting = true;
    try {
      while (this.#reached !== this.#wanted) {
        const commit = this.#wanted;
        await mark.write(commit.offset);
        // A flush in between has reached it or more.
        if (commit.offset < this.head || commit === this.#reached) continue;
        this.#reach(commit);
      }
    } catch (error) {
      this.#config.onError(error);
    }
    this.#isWriting = false;
  }

  #reach(commit: Commit): void {
    this.#reached = commit;
    this.#config.onMore();
  }

  append(entry: LogEntry, items: readonly Item[]): void {
    this.#log.append(entry, items);
  }

  grew(entry: LogEntry, bytes: number): void {
    this.#log.grew(entry, bytes);
  }

  trim(now: Milliseconds): void {
    this.#log.trim(now);
  }

  at(offset: number): LogEntry | undefined {
    return offset < this.head ? this.#log.at(offset) : undefined;
  }

  fetch(offset: number, ready: () => void): boolean {
    return offset < this.head && this.#log.fetch(offset, ready);
  }

  reaching(time: Milliseconds): LogEntry | undefined {
    const entry = this.#log.reaching(time);
    return entry !== undefined && entry.offset < this.head ? entry : undefined;
  }

  cameBy(time: Milliseconds): number {
    return Math.min(this.#log.cameBy(time), this.head);
  }

  watermarkBefore(offset: number): Milliseconds {
    return this.#log.watermarkBefore(Math.min(offset, this.head));
  }

  /** Waits until what was committed is written down; what was not goes on waiting. */
  flush(): void {
    if (this.#reached === this.#wanted) return;
    this.#config.mark?.writeNow(this.#wanted.offset);
    this.#reached = this.#wanted;
  }

  close(): void {
    try {
      this.flush();
    } finally {
      this.#config.mark?.close();
      this.#log.close();
    }
  }
}
