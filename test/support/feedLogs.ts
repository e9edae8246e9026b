import { DiskLog } from '../../src/feed/diskLog.ts';
import { EventLog } from '../../src/feed/eventLog.ts';
import type { FeedLog, LogLimits } from '../../src/feed/feedLog.ts';
import type { LogEntry } from '../../src/feed/logEntry.ts';
import { writeBatch } from '../../src/feed/writeBatch.ts';
import { openJournal } from '../../src/journal/index.ts';
import type { LogRepair } from '../../src/journal/index.ts';
import { ManualRuntime } from '../../src/runtime/index.ts';
import { jsonCodec } from '../../src/wire/index.ts';
import type { Item } from '../../src/wire/index.ts';
import { withFolder } from './withFolder.ts';

/** A log under test, and what it told. */
export interface OpenedLog {
  readonly log: FeedLog;
  readonly epoch: string;
  readonly repairs: readonly LogRepair[];
  readonly errors: readonly unknown[];
}

/** No bounds but those that are given. */
export function limitsOf(limits: Partial<LogLimits>): LogLimits {
  return { maxEvents: 1e9, maxBytes: 1e9, maxAge: Infinity, ...limits };
}

/** How a log on disk is opened in tests: small files, and next to nothing in memory. */
export interface DiskOptions extends Partial<LogLimits> {
  readonly synced?: boolean;
  readonly name?: string;
  readonly runtime?: ManualRuntime;
}

/** Gives every log another epoch. */
const RUNTIME = new ManualRuntime();

export async function openDiskLog(folder: string, options: DiskOptions = {}): Promise<OpenedLog> {
  const { synced = false, name = 'f', runtime = RUNTIME, ...bounds } = options;
  const limits = limitsOf(bounds);
  const repairs: LogRepair[] = [];
  const errors: unknown[] = [];
  const onRepair = (repair: LogRepair): void => void repairs.push(repair);
  const place = { folder, name, runtime, segmentBytes: 2_000, synced };
  const journal = await openJournal({ ...place, limits, onRepair });
  const log = new DiskLog({
    journal,
    synced,
    tail: { ...limits, maxBytes: 400 },
    encode: (batch) => writeBatch({ channel: 0, ...batch }, [jsonCodec], 1_000),
    onMore: () => undefined,
    onError: (error) => void errors.push(error),
  });
  return { log, epoch: journal.epoch, repairs, errors };
}

/** One kind of log after the other. */
export const logKinds: readonly {
  readonly name: string;
  /** How much sooner than its limit says it may let go, as a part of it. */
  readonly step: number;
  with(limits: Partial<LogLimits>, body: (log: FeedLog) => Promise<void>): Promise<void>;
}[] = [
  {
    name: 'in memory',
    step: 0,
    with: (limits, body) => body(new EventLog(limitsOf(limits))),
  },
  {
    name: 'on disk',
    step: 1 / 16,
    with: (limits, body) =>
      withFolder(async (folder) => {
        const { log } = await openDiskLog(folder, limits);
        try {
          await body(log);
        } finally {
          log.close();
        }
      }),
  },
];

/** Event times are the offsets unless others are given. */
export function itemsAt(offset: number, count: number, times?: readonly number[]): Item[] {
  return Array.from({ length: count }, (_, i) => ({
    op: 'ins',
    d: offset + i,
    et: times?.[i] ?? offset + i,
  }));
}

/** Adds a batch at the end of a log; its watermark is ten times the offset behind it. */
export function append(
  log: FeedLog,
  count: number,
  { times, at = 0 }: { readonly times?: readonly number[]; readonly at?: number } = {},
): void {
  const offset = log.end;
  const items = itemsAt(offset, count, times);
  const [before, watermark] = [offset * 10, (offset + count) * 10];
  const batch = { channel: 0, offset, items, before, watermark };
  for (const entry of writeBatch(batch, [jsonCodec], 1_000)) {
    entry.at = at;
    log.append(entry, items.slice(entry.offset - offset, entry.end - offset));
  }
}

/** The batch with an offset, wherever it is. */
export async function lookAt(log: FeedLog, offset: number): Promise<LogEntry | undefined> {
  for (;;) {
    const waits = await new Promise<boolean>((resolve) => {
      if (!log.fetch(offset, () => resolve(true))) resolve(false);
    });
    if (!waits) return log.at(offset);
  }
}

/** All events that a log keeps. */
export async function readAll(log: FeedLog): Promise<unknown[]> {
  const found: unknown[] = [];
  for (let at = log.floor; at < log.head;) {
    const entry = await lookAt(log, at);
    if (entry === undefined) throw new Error(`nothing at ${at}`);
    const message = entry.isHole ? undefined : entry.message([jsonCodec]);
    if (message?.t === 'ev') found.push(...message.items.map(({ d }) => d));
    else found.push('hole');
    at = entry.end;
  }
  return found;
}
