import type { FeedEvent } from '../../src/client/index.ts';
import { rowName } from '../oracle/tableStates.ts';

/** Folds what a subscriber is told as anybody would who keeps a table. */
export class TableFollower {
  rows: Record<string, unknown> = {};
  /** The rows are those before the event at this offset; undefined while they are not known. */
  at: number | undefined;
  readonly seen: FeedEvent<unknown>[] = [];

  take(event: FeedEvent<unknown>): void {
    this.seen.push(event);
    if (event.kind === 'skip') this.at = event.why === 'conflated' ? event.to : undefined;
    // What is known already may be that of a reader amid choices.
    if (event.kind === 'subscribed' && event.outcome === 'snapshot') this.at = undefined;
    if (event.kind === 'snapshot') {
      this.at = event.offset;
      this.rows = {};
      for (const { key, window, data } of event.rows) this.rows[nameOf(key, window)] = data;
    }
    if (event.kind !== 'event') return;
    const { key, window, op, data } = event;
    this.at = event.offset + 1;
    for (const span of window?.replaces ?? []) delete this.rows[nameOf(key, span)];
    if (op === 'ret' || op === 'del') delete this.rows[nameOf(key, window)];
    else this.rows[nameOf(key, window)] = data;
  }
}

/** The name of a row in the oracle's state. */
export function nameOf(
  key: unknown,
  window: { readonly start: number; readonly end: number } | undefined,
): string {
  return rowName(key ?? null, window === undefined ? undefined : [window.start, window.end]);
}
