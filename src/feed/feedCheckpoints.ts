import { StreamError } from '../../operators/index.ts';
import type { Collector, Control, SavedState } from '../../operators/index.ts';
import { toWireTime } from '../wire/index.ts';
import type { Item } from '../wire/index.ts';
import { readFeedPart } from './feedPart.ts';
import type { FeedPart } from './feedPart.ts';
import type { FeedStore } from './feedStore.ts';
import type { FeedWriter } from './feedWriter.ts';
import { offsetsOf, rangesOf } from './logPlace.ts';
import type { LogPlace } from './logPlace.ts';
import type { TablePublisher } from './tablePublisher.ts';
import { ToldEvents } from './toldEvents.ts';

/** The feed that a checkpoint takes in. */
export interface CheckpointedFeed {
  readonly name: string;
  readonly store: FeedStore;
  readonly tables: TablePublisher | undefined;
  readonly writer: FeedWriter;
  isTooLarge(item: Item): boolean;
  /** What was told of the log before may not hold any more. */
  renew(): void;
}

/**
 * What a feed does for the checkpoints of its graph: it puts its place into each of them, lets out what waits
 * when one is stored, and goes on from one after a restart.
 */
export class FeedCheckpoints {
  readonly #feed: CheckpointedFeed;
  #isUsed = false;

  constructor(feed: CheckpointedFeed) {
    this.#feed = feed;
  }

  /** Whether the graph takes checkpoints. */
  get isUsed(): boolean {
    return this.#isUsed;
  }

  /** What stands behind the values of a chunk. */
  take(control: Control | undefined): void {
    if (control?.kind === 'restore') this.#restore(control.state);
    else if (control?.kind === 'barrier') this.#pass(control.collector);
  }

  #pass(collector: Collector): void {
    const { name, store, tables, writer } = this.#feed;
    this.#isUsed = true;
    writer.seal();
    const [{ epoch, former, log }, { watermark }] = [store, writer];
    const { end: offset } = log;
    const open = rangesOf(writer.expected);
    const part: FeedPart = { epoch, former, offset, watermark: toWireTime(watermark), open };
    const rows = tables?.table.rows().map(({ item }) => item);
    collector.put(partName(name), rows === undefined ? part : { ...part, rows });
    collector.wait(quiet(store.sync()));
    collector.whenStored(() => {
      store.begun();
      store.committed?.commit(offset, watermark);
    });
  }

  #restore(state: SavedState): void {
    if (this.#isUsed) return;
    this.#isUsed = true;
    try {
      const { name, store, writer } = this.#feed;
      const saved = state.find(partName(name));
      if (saved === undefined) this.#begin(store.begin());
      else this.#goOn(readFeedPart(name, saved.state));
      writer.goOn();
    } catch (error) {
      state.wait(quiet(Promise.reject(error)));
      throw error;
    }
  }

  /** A graph that begins anew: what no checkpoint ever covered comes again. */
  #begin(place: LogPlace | undefined): void {
    if (place === undefined) return;
    const { store } = this.#feed;
    const { epoch, offset } = place;
    const { former } = store;
    if (store.committed !== undefined || store.find(place) !== undefined) this.#continue(place);
    else this.#beginAnew({ epoch, former, offset, open: [], watermark: 'start' });
  }

  #goOn(part: FeedPart): void {
    const { epoch, offset } = part;
    const place = this.#feed.store.find({ epoch, offset, open: offsetsOf(part.open) });
    if (place === undefined) this.#beginAnew(part);
    else this.#continue(place);
  }

  #continue(place: LogPlace): void {
    const { store, writer } = this.#feed;
    const { epoch } = store;
    if (store.committed !== undefined) store.cut(place.offset);
    else writer.expect(this.#toldFrom(place));
    if (store.epoch !== epoch) this.#feed.renew();
  }

  #toldFrom(place: LogPlace): ToldEvents {
    const { store } = this.#feed;
    const { log } = store;
    const watermark = log.watermarkBefore(log.end);
    const told = new ToldEvents(watermark, (item) => this.#feed.isTooLarge(item));
    store.visit(place, (offset, item, eventTime) => {
      if (item === undefined) told.addHole(offset, eventTime);
      else told.add(offset, item);
    });
    return told;
  }

  #beginAnew(part: FeedPart): void {
    const { store, tables } = this.#feed;
    store.beginAnew(part);
    tables?.restore(part.rows ?? []);
    this.#feed.renew();
  }

  /** @throws StreamError `MILLRACE_GRAPH` where results would wait for checkpoints that never come */
  checkUse(): void {
    const { name, store } = this.#feed;
    if (this.#isUsed || store.committed === undefined) return;
    const text = `feed '${name}': publish: 'committed' waits for checkpoints, and its stream has none`;
    const fix = 'run its graph with checkpoints, or publish at once';
    throw new StreamError('MILLRACE_GRAPH', `${text}; ${fix}`);
  }

  /** @throws StreamError `MILLRACE_GRAPH` where results wait for a checkpoint that does not come any more */
  checkEnd(): void {
    this.checkUse();
    const { name, store, writer } = this.#feed;
    const { waiting = 0 } = writer;
    if (store.committed === undefined || waiting === 0) return;
    const text = `feed '${name}': its stream ended with ${waiting} results that no checkpoint covers`;
    throw new StreamError(
      'MILLRACE_GRAPH',
      `${text}; let the graph take a last one before it ends`,
    );
  }
}

/** Refuses a barrier: a checkpoint must not cover results that a feed did not take. */
export function refuseBarrier(control: Control | undefined, reason: unknown): void {
  if (control?.kind === 'barrier') control.collector.wait(quiet(Promise.reject(reason)));
}

function partName(name: string): string {
  return `feed:${name}`;
}

/** Who waits for it hears of its failure, nobody else. */
function quiet(work: Promise<void>): Promise<void> {
  work.catch(() => undefined);
  return work;
}
