import { Subject } from 'rxjs';
import type { Observable, Subscription } from 'rxjs';
import { StreamError } from '../../operators/index.ts';
import type { Milliseconds } from '../../operators/index.ts';
import { rowId, toWireTime } from '../wire/index.ts';
import type { EventSpan, FeedEvent, TableRow, ValueEvent } from './feedEvent.ts';

/** What happened to a live table; the table has changed already. */
export type TableChange<T> =
  /** All rows are new: a snapshot as of this offset. */
  | { readonly kind: 'reset'; readonly offset: number }
  /** A row is new or has changed, by the event at this offset. */
  | {
      readonly kind: 'set';
      readonly offset: number;
      readonly row: TableRow<T>;
      readonly before: TableRow<T> | undefined;
    }
  /** A row is no more. */
  | { readonly kind: 'delete'; readonly offset: number; readonly row: TableRow<T> };

/**
 * The rows of a table feed by their keys, as they are on the server. Several rows have one key where there
 * are windows: `get` and `has` then want the window, too.
 */
export interface FeedTable<T> extends ReadonlyMap<unknown, TableRow<T>> {
  get(key: unknown, window?: EventSpan): TableRow<T> | undefined;
  has(key: unknown, window?: EventSpan): boolean;
  /**
   * Each change from now on. It completes when the feed ends, and errors as the subscription does
   * (`MILLRACE_FEED_REFUSED` where the feed is no table).
   */
  readonly changes: Observable<TableChange<T>>;
  /**
   * The rows are those before the event at this offset; undefined until the server has told them. Of
   * what a slow subscriber leaves out, the newest of some rows may still be on its way.
   */
  readonly offset: number | undefined;
  readonly watermark: Milliseconds;
  /** How often it was found to differ from the server's, and was told anew. */
  readonly mismatches: number;
  /** Ends the subscription; the rows stay as they are. */
  close(): void;
}

/** Keeps the rows of a feed's events. State: the rows. */
export class LiveTable<T> implements FeedTable<T> {
  readonly changes: Observable<TableChange<T>>;
  readonly #changes = new Subject<TableChange<T>>();
  readonly #subscription: Subscription;
  readonly #feed: string;
  #rows = new Map<string, TableRow<T>>();
  #offset: number | undefined;
  #watermark = -Infinity;
  #mismatches = 0;

  constructor(feed: string, events: Observable<FeedEvent<T>>) {
    this.#feed = feed;
    this.changes = this.#changes.asObservable();
    this.#subscription = events.subscribe({
      next: (event) => this.#take(event),
      error: (error) => this.#changes.error(error),
      complete: () => this.#changes.complete(),
    });
  }

  get size(): number {
    return this.#rows.size;
  }

  get offset(): number | undefined {
    return this.#offset;
  }

  get watermark(): Milliseconds {
    return this.#watermark;
  }

  get mismatches(): number {
    return this.#mismatches;
  }

  get(key: unknown, window?: EventSpan): TableRow<T> | undefined {
    return this.#rows.get(idOf(key, window));
  }

  has(key: unknown, window?: EventSpan): boolean {
    return this.#rows.has(idOf(key, window));
  }

  *entries(): MapIterator<[unknown, TableRow<T>]> {
    for (const row of this.#rows.values()) yield [row.key, row];
  }

  *keys(): MapIterator<unknown> {
    for (const row of this.#rows.values()) yield row.key;
  }

  values(): MapIterator<TableRow<T>> {
    return this.#rows.values();
  }

  [Symbol.iterator](): MapIterator<[unknown, TableRow<T>]> {
    return this.entries();
  }

  forEach(
    callback: (row: TableRow<T>, key: unknown, table: ReadonlyMap<unknown, TableRow<T>>) => void,
  ): void {
    for (const row of this.#rows.values()) callback(row, row.key, this);
  }

  close(): void {
    this.#subscription.unsubscribe();
    this.#changes.complete();
  }

  #take(event: FeedEvent<T>): void {
    if (event.kind === 'subscribed') return this.#subscribed(event);
    if (event.kind === 'mismatch') this.#mismatches += 1;
    if (event.kind === 'changed') return;
    if (event.kind === 'skip') return this.#skip(event.to);
    this.#watermark = event.watermark;
    if (event.kind === 'event') this.#change(event);
    if (event.kind === 'snapshot') this.#reset(event.offset, event.rows);
  }

  #subscribed({ table, outcome, offset }: FeedEvent<T> & { readonly kind: 'subscribed' }): void {
    if (table === true && (outcome === 'snapshot' || offset > 0)) return;
    // The rows of another epoch are void, and all of this one's come.
    if (table === true) return this.#reset(offset, []);
    const text = `feed '${this.#feed}': expected a table, got a feed of events`;
    this.#changes.error(new StreamError('MILLRACE_FEED_REFUSED', text));
    this.#subscription?.unsubscribe();
  }

  #skip(to: number): void {
    if (this.#offset !== undefined) this.#offset = Math.max(this.#offset, to);
  }

  #reset(offset: number, rows: readonly TableRow<T>[]): void {
    this.#rows = new Map(rows.map((row) => [idOf(row.key, row.window), row]));
    this.#offset = offset;
    this.#changes.next({ kind: 'reset', offset });
  }

  #change({ key, window, data, op, eventTime, offset }: ValueEvent<T>): void {
    this.#offset = offset + 1;
    for (const span of window?.replaces ?? []) this.#delete(idOf(key, span), offset);
    const id = idOf(key, window);
    if (op === 'ret' || op === 'del') return this.#delete(id, offset);
    const row = { key, data, eventTime, ...(window === undefined ? {} : { window }) };
    const before = this.#rows.get(id);
    this.#rows.set(id, row);
    this.#changes.next({ kind: 'set', offset, row, before });
  }

  #delete(id: string, offset: number): void {
    const row = this.#rows.get(id);
    if (row === undefined) return;
    this.#rows.delete(id);
    this.#changes.next({ kind: 'delete', offset, row });
  }
}

function idOf(key: unknown, window: EventSpan | undefined): string {
  if (window === undefined) return rowId(key, undefined);
  return rowId(key, { s: toWireTime(window.start), e: toWireTime(window.end) });
}
