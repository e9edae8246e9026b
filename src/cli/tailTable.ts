import type { FeedEvent, SkipEvent, SnapshotEvent, ValueEvent } from '../client/index.ts';
import { visibleText } from '../sources/index.ts';
import { countText, wholeText } from '../runtime/index.ts';
import { ComingTable } from './comingTable.ts';
import { snapshotRows } from './snapshotRows.ts';
import { timeText } from './progressLine.ts';
import { visibleLine } from './visibleLines.ts';

/** How much room a table has. */
export interface TableRoom {
  /** Lines, with the head of the table. */
  readonly lines: number;
  readonly columns: number;
}

interface TableRow {
  readonly event: ValueEvent<unknown>;
  /** The place of the row's key among all keys. */
  readonly place: number;
}

/** More rows than any screen shows; those that changed last are kept. */
const MOST_ROWS = 1_000;
const MOST_COLUMNS = 12;
const WIDEST_CELL = 40;

/**
 * The latest of a feed as a table: of a feed with keys the last event of each key, of another one the
 * last events. State: 1,000 rows, and counts.
 */
export class TailTable {
  /** In the order of their last change. */
  readonly #rows = new Map<unknown, TableRow>();
  readonly #table = new ComingTable();
  #events = 0;
  #lost = 0;
  #unjudged = 0;
  #places = 0;
  #watermark = -Infinity;
  #epochs = 0;

  add(event: FeedEvent<unknown>): void {
    const isHeld = this.#table.holds(event);
    if (event.kind === 'subscribed') this.#epochs += 1;
    else if (event.kind === 'skip') this.#skip(event, isHeld);
    else if (event.kind !== 'changed') this.#watermark = event.watermark;
    if (event.kind === 'event') this.#set(event);
    if (event.kind === 'snapshot') this.#reset(event);
  }

  #skip({ from, count, why }: SkipEvent, isHeld: boolean): void {
    if (why === 'epoch') this.#forget(from);
    if (why === 'filterFailed') this.#unjudged += count;
    else if (why !== 'filtered' && !isHeld) this.#lost += count;
  }

  /** The feed began anew: what came with offsets from there on is void. */
  #forget(from: number): void {
    for (const [id, { event }] of this.#rows) if (event.offset >= from) this.#rows.delete(id);
  }

  #reset(snapshot: SnapshotEvent<unknown>): void {
    this.#rows.clear();
    for (const row of snapshotRows(snapshot)) this.#set(row);
  }

  #set(event: ValueEvent<unknown>): void {
    this.#events += 1;
    const id = event.key === undefined ? event.offset : visibleLine(event.key);
    const old = this.#rows.get(id);
    const isOlder = endOf(event) < (old === undefined ? -Infinity : endOf(old.event));
    // A correction of a window before the one that is shown.
    if (isOlder) return;
    this.#rows.delete(id);
    if (event.op === 'ret' || event.op === 'del') return;
    this.#places += 1;
    this.#rows.set(id, { event, place: old?.place ?? this.#places });
    if (this.#rows.size > MOST_ROWS) this.#rows.delete(this.#rows.keys().next().value);
  }

  /** How many events are lost, as far as it is known. */
  get lost(): number {
    return this.#lost;
  }

  /** One line that tells how the feed does. */
  summary(): string {
    const parts = [
      countText(this.#events, 'event'),
      `watermark ${timeText(this.#watermark)}`,
      `${wholeText(this.#lost)} lost`,
    ];
    if (this.#unjudged > 0) parts.push(`${wholeText(this.#unjudged)} not judged by the filter`);
    if (this.#epochs > 1) parts.push(`began anew ${countText(this.#epochs - 1, 'time')}`);
    return parts.join(' · ');
  }

  /** The rows that changed last, as many as fit, in the order in which their keys came first. */
  lines({ lines, columns }: TableRoom): string[] {
    const shown = [...this.#rows.values()].slice(-Math.max(1, lines - 1));
    const rows = shown.sort((a, b) => a.place - b.place).map(({ event }) => cellsOf(event));
    const names = [...new Set(rows.flatMap((row) => [...row.keys()]))].slice(0, MOST_COLUMNS);
    if (names.length === 0) return [];
    const table = [names, ...rows.map((row) => names.map((name) => row.get(name) ?? ''))];
    const widths = names.map((_, i) => Math.max(...table.map((cells) => cells[i]?.length ?? 0)));
    return table.map((cells) =>
      cells
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd()
        .slice(0, columns),
    );
  }
}

function endOf({ window }: ValueEvent<unknown>): number {
  return window?.end ?? -Infinity;
}

/** Fields of the data are columns of their own. */
function cellsOf({
  offset,
  eventTime,
  key,
  window,
  data,
}: ValueEvent<unknown>): Map<string, string> {
  const isRecord = typeof data === 'object' && data !== null && !Array.isArray(data);
  const cells: [string, unknown][] = [
    ['offset', String(offset)],
    ...(key === undefined ? [] : [['key', key] as [string, unknown]]),
    window === undefined
      ? ['event time', timeText(eventTime)]
      : ['window', `${timeText(window.start)} – ${timeText(window.end)}`],
    ...(isRecord ? Object.entries(data) : [['data', data] as [string, unknown]]),
  ];
  return new Map(cells.map(([name, value]) => [cellText(name), cellText(value)]));
}

function cellText(value: unknown): string {
  const text = typeof value === 'string' ? value : visibleLine(value);
  const shown = visibleText(text).replaceAll('\t', ' ');
  return shown.length > WIDEST_CELL ? `${shown.slice(0, WIDEST_CELL - 1)}…` : shown;
}
