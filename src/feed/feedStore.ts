import { fromWireTime } from '../wire/index.ts';
import type { FormerEpoch } from '../journal/index.ts';
import type { Cancel, Runtime } from '../runtime/index.ts';
import { CommittedLog } from './committedLog.ts';
import type { CommitStore } from './committedLog.ts';
import type { DiskChanges, VisitTold } from './diskChanges.ts';
import type { DiskLogConfig } from './diskLog.ts';
import { EventLog } from './eventLog.ts';
import type { FeedSettings } from './feedConfig.ts';
import type { FeedLog } from './feedLog.ts';
import type { FeedPart } from './feedPart.ts';
import { offsetsOf, withFormer } from './logPlace.ts';
import type { LogPlace } from './logPlace.ts';
import type { LogEntry } from './logEntry.ts';
import { openFeedLog } from './openFeedLog.ts';
import type { Batch } from './writeBatch.ts';

/** What a log asks its feed for. */
type Needs = Pick<DiskLogConfig, 'encode' | 'onMore' | 'onError'>;

/** The log of a feed and its epoch, from the opening to the closing, wherever it is kept. */
export class FeedStore {
  readonly #name: string;
  readonly #settings: FeedSettings<unknown>;
  readonly #needs: Needs;
  #log!: FeedLog;
  /** Undefined where readers get everything at once. */
  #committed: CommittedLog | undefined;
  #changes: DiskChanges | undefined;
  #epoch = '';
  #former: readonly FormerEpoch[] = [];
  #runtime: Runtime | undefined;
  #ageing: Cancel | undefined;

  constructor(name: string, settings: FeedSettings<unknown>, needs: Needs) {
    this.#name = name;
    this.#settings = settings;
    this.#needs = needs;
    this.#take(new EventLog(settings));
  }

  get log(): FeedLog {
    return this.#log;
  }

  get epoch(): string {
    return this.#changes?.epoch ?? this.#epoch;
  }

  /** Epochs before this one of which something still holds, newest first. */
  get former(): readonly FormerEpoch[] {
    return this.#changes?.former ?? this.#former;
  }

  /** Whether the log is kept in files, which are opened by `prepare`. */
  get isOnDisk(): boolean {
    return this.#settings.disk !== undefined;
  }

  /** The log of which readers get only what was committed; undefined where they get everything at once. */
  get committed(): CommittedLog | undefined {
    return this.#committed;
  }

  #take(log: FeedLog, mark?: CommitStore): void {
    const isCommitted = this.#settings.publish === 'committed';
    this.#committed = isCommitted ? new CommittedLog(log, { ...this.#needs, mark }) : undefined;
    this.#log = this.#committed ?? log;
  }

  /**
   * Opens a log on disk.
   *
   * @throws StreamError (rejects) `MILLRACE_LOG_LOCKED`, `MILLRACE_FILE_UNREADABLE`, `MILLRACE_FILE_UNWRITABLE`
   */
  async prepare(runtime: Runtime): Promise<void> {
    const { disk, maxEvents, maxBytes, maxAge, publish } = this.#settings;
    if (disk === undefined) return;
    const limits = { maxEvents, maxBytes, maxAge };
    const isCommitted = publish === 'committed';
    const opening = { ...this.#needs, ...limits, name: this.#name, runtime, isCommitted };
    const { log, changes, mark } = await openFeedLog(disk, opening);
    this.#take(log, mark);
    this.#changes = changes;
  }

  /** Takes `prepare` back. */
  release(): void {
    this.close();
    this.#take(new EventLog(this.#settings));
    this.#changes = undefined;
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

  /** Resolves when everything in the log is safe from a power cut, where it is kept in files. */
  async sync(): Promise<void> {
    await this.#changes?.sync();
  }

  /** Where the log must go on for a graph that begins anew; undefined where it is right as it is. */
  begin(): LogPlace | undefined {
    const { epoch } = this;
    const changes = this.#changes;
    if (changes === undefined) return undefined;
    const { head, end } = this.#log;
    const offset = this.#committed === undefined ? (changes.base ?? end) : head;
    if (this.#committed === undefined) changes.begin(offset);
    return offset === end ? undefined : { epoch, offset, open: [] };
  }

  /** A checkpoint of the graph is stored: it does not begin anew from here on. */
  begun(): void {
    this.#changes?.begin(undefined);
  }

  /** Where a graph goes on; undefined where the log is not the one that it wrote, or is not kept. */
  find(place: LogPlace): LogPlace | undefined {
    return this.#changes?.find(place);
  }

  /** Looks at what was told from a place on. */
  visit({ offset, open }: LogPlace, visit: VisitTold): void {
    const expected = new Set(open);
    this.#changes?.visit(Math.min(offset, ...open.slice(0, 1)), (at, item, eventTime) => {
      if (at >= offset || expected.has(at)) visit(at, item, eventTime);
    });
  }

  /** Goes on behind a place, of which nothing is kept, in a new epoch. */
  beginAnew(part: Pick<FeedPart, 'epoch' | 'former' | 'watermark' | 'offset'>): void {
    const { epoch, offset } = part;
    const watermark = fromWireTime(part.watermark);
    const former = withFormer(part.former, { epoch, until: offset, gone: [] });
    if (this.#changes === undefined) {
      this.#take(new EventLog(this.#settings, { offset, watermark, latest: Infinity }));
      this.#epoch = this.#runtime?.id() ?? '';
      this.#former = former;
    } else {
      this.#changes.restart(offset, watermark, former);
      this.#committed?.goOn(offset);
    }
  }

  /** Takes some events out in a new epoch. */
  takeOut(gone: readonly number[]): void {
    this.#changes?.takeOut(gone);
  }

  /** Takes back what waited behind an offset for a checkpoint that was never stored. */
  cut(offset: number): void {
    const told = this.#log.head;
    // Where an older checkpoint is gone on from, some of it was told.
    if (told > offset) this.takeOut(offsetsOf([[offset, this.#log.end]]));
    else this.#changes?.cut(offset);
    this.#committed?.goOn(offset);
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
