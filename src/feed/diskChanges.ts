import type { Milliseconds } from '../../operators/index.ts';
import type { FormerEpoch, Journal, JournalRecord, NewEpoch } from '../journal/index.ts';
import type { Runtime } from '../runtime/index.ts';
import type { Item } from '../wire/index.ts';
import type { DiskLog } from './diskLog.ts';
import { placeIn, rangesOf, withFormer } from './logPlace.ts';
import type { LogPlace } from './logPlace.ts';

/** What is done with each event of a log; without an item for one that is too large to be told. */
export type VisitTold = (offset: number, item: Item | undefined, eventTime: Milliseconds) => void;

/** What a restart changes of a log on disk, without a wait: before the change or after it, nothing else. */
export class DiskChanges {
  readonly #journal: Journal;
  readonly #log: DiskLog;
  readonly #runtime: Runtime;

  constructor(journal: Journal, log: DiskLog, runtime: Runtime) {
    this.#journal = journal;
    this.#log = log;
    this.#runtime = runtime;
  }

  get epoch(): string {
    return this.#journal.epoch;
  }

  get former(): readonly FormerEpoch[] {
    return this.#journal.former;
  }

  /** Where a graph began that has no checkpoint yet. */
  get base(): number | undefined {
    return this.#journal.base;
  }

  begin(base: number | undefined): void {
    this.#journal.begin(base);
  }

  sync(): Promise<void> {
    return this.#journal.sync();
  }

  /** Where a place is in the log; undefined where the log is not the one it was, or lacks some of it. */
  find(place: LogPlace): LogPlace | undefined {
    const found = placeIn(this.epoch, this.former, place);
    const { floor, head } = this.#journal.index;
    if (found === undefined || found.offset > head) return undefined;
    return Math.min(found.offset, ...found.open.slice(0, 1)) < floor ? undefined : found;
  }

  /** Looks at the events from an offset on. */
  visit(from: number, visit: VisitTold): void {
    for (const record of this.#recordsFrom(from)) {
      const items = itemsOf(record);
      for (let i = Math.max(0, from - record.offset); i < record.count; i += 1)
        visit(record.offset + i, items?.[i], record.latest);
    }
  }

  *#recordsFrom(from: number): Generator<JournalRecord> {
    const { index } = this.#journal;
    for (let piece = index.find(from); piece !== undefined; piece = index.find(piece.end)) {
      for (const record of this.#journal.readNow(piece))
        if (record.offset + record.count > from) yield record;
    }
  }

  /** Takes back what is behind an offset, of which nobody has been told. */
  cut(offset: number): void {
    this.#journal.cut(offset);
    this.#log.renew();
  }

  /** Begins a new epoch with nothing before an offset. */
  restart(offset: number, watermark: Milliseconds, former: readonly FormerEpoch[]): void {
    const start = { offset, watermark, latest: Infinity };
    this.#journal.restart(start, { epoch: this.#runtime.id(), former });
    this.#log.renew();
  }

  /** Takes some events out, in a new epoch; those behind them move up. */
  takeOut(gone: readonly number[]): void {
    const [first] = gone;
    if (first === undefined) return;
    const from = this.#journal.index.find(first);
    const kept = [...this.#recordsFrom(first)];
    const start = kept[0]?.offset ?? first;
    const before = this.#watermarkBefore(start, from?.offset ?? start);
    const all = new Set(gone);
    const records = renumbered(start, kept, (offset) => !all.has(offset));
    const next = { ...this.#journal.index.next, offset: start, watermark: before };
    // While the files are replaced it is known of whole records only that they hold.
    const gap = { epoch: this.epoch, gone: rangesOf(gone) };
    const former = withFormer(this.former, { ...gap, until: start });
    const epoch: NewEpoch = { epoch: this.#runtime.id(), former };
    this.#journal.replace(next, records, epoch);
    this.#journal.hold(first);
    this.#log.renew();
  }

  #watermarkBefore(offset: number, pieceAt: number): Milliseconds {
    const piece = this.#journal.index.find(pieceAt);
    if (piece === undefined) return -Infinity;
    const before = this.#journal.readNow(piece).filter((record) => record.offset < offset);
    return before.at(-1)?.watermark ?? piece.before;
  }
}

/** Undefined for an event that is too large to be told. */
function itemsOf({ body }: JournalRecord): Item[] | undefined {
  return body.length === 0 ? undefined : (JSON.parse(Buffer.from(body).toString()) as Item[]);
}

function renumbered(
  start: number,
  records: readonly JournalRecord[],
  isKept: (offset: number) => boolean,
): JournalRecord[] {
  let offset = start;
  return records.flatMap((record) => {
    const at = offset;
    const places = Array.from({ length: record.count }, (_, i) => record.offset + i);
    const count = places.filter(isKept).length;
    offset += count;
    if (count === 0) return [];
    if (count === record.count) return [{ ...record, offset: at }];
    const items = itemsOf(record)?.filter((_, i) => isKept(record.offset + i)) ?? [];
    return [{ ...record, offset: at, count, body: Buffer.from(JSON.stringify(items)) }];
  });
}
