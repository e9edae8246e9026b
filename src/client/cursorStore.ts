/** The last event of a feed that a subscriber is done with. */
export interface FeedCursor {
  readonly epoch: string;
  /** The offset of the event; -1: none of this epoch. */
  readonly off: number;
}

/** Keeps where subscribers stand in their feeds, for the next start of the program. */
export interface CursorStore {
  /** Undefined when nothing is known of the feed. */
  load(feed: string): FeedCursor | undefined;
  save(feed: string, cursor: FeedCursor): void;
}

/** Reads a stored cursor; undefined for what is none. */
export function readCursor(value: unknown): FeedCursor | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { epoch, off } = value as Partial<Record<keyof FeedCursor, unknown>>;
  if (typeof epoch !== 'string' || !Number.isSafeInteger(off)) return undefined;
  return { epoch, off: Number(off) };
}
