import { show, StreamError } from '../../operators/index.ts';

/** Where a source stands: so many values behind a place at which reading can begin. */
export interface SourcePosition {
  /** The place, as the reader gave it; undefined for the beginning. */
  readonly at: unknown;
  /** How many values were given since then. */
  readonly given: number;
  /** Whether it has given all it has. */
  readonly isExhausted: boolean;
}

/** The start of what has no saved position. */
export const BEGINNING: SourcePosition = { at: undefined, given: 0, isExhausted: false };

/** @throws StreamError `MILLRACE_SNAPSHOT_UNREADABLE` */
export function readPosition(owner: string, saved: unknown): SourcePosition {
  if (isPosition(saved)) return saved;
  const text = `${owner}: saved state: expected a position, got ${show(saved)}`;
  throw new StreamError('MILLRACE_SNAPSHOT_UNREADABLE', text);
}

function isPosition(saved: unknown): saved is SourcePosition {
  if (typeof saved !== 'object' || saved === null) return false;
  const { given, isExhausted } = saved as Partial<SourcePosition>;
  return Number.isSafeInteger(given) && (given as number) >= 0 && typeof isExhausted === 'boolean';
}
