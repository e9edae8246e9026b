import type { FeedEvent } from '../client/index.ts';

/** The first row of a recording of feeds. */
export interface RecordingHead {
  readonly kind: 'recording';
  readonly version: 1;
  /** The feeds in it. */
  readonly feeds: readonly string[];
}

/** A feed was complete, or failed. */
export interface FeedEnd {
  readonly kind: 'end' | 'failed';
  /** What it failed with; empty when it did not. */
  readonly text: string;
}

/** A row of a recording of feeds: what came of one of them. */
export type FeedEntry = { readonly feed: string } & (FeedEvent<unknown> | FeedEnd);

/** Each row of a recording of feeds. */
export type RecordedRow = RecordingHead | FeedEntry;

/** Whether a recording that begins with this row is one of feeds. */
export function isRecordingHead(row: unknown): row is RecordingHead {
  if (typeof row !== 'object' || row === null) return false;
  const { kind, version, feeds } = row as Partial<Record<string, unknown>>;
  return (
    kind === 'recording' &&
    version === 1 &&
    Array.isArray(feeds) &&
    feeds.every((feed) => typeof feed === 'string')
  );
}

/** Whether a row of a recording belongs to a feed. */
export function isFeedEntry(row: unknown): row is FeedEntry {
  if (typeof row !== 'object' || row === null) return false;
  const { feed, kind } = row as Partial<Record<string, unknown>>;
  return typeof feed === 'string' && typeof kind === 'string' && kind !== 'recording';
}
