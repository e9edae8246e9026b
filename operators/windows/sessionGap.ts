import { StreamError, toMilliseconds } from '../kernel/index.ts';
import type { Duration, Milliseconds } from '../kernel/index.ts';

/** The gap of all events, or the function that gives each event its own and what is about typical. */
export interface SessionGap<T> {
  readonly gap: Milliseconds;
  readonly gapOf: ((value: T) => Milliseconds) | undefined;
}

/** Where nothing is known of the gaps: it only decides how finely deadlines are filed. */
const TYPICAL: Milliseconds = 60_000;

/** Checks the gap of a session's config, and each gap that a function gives. */
export function checkGap<T>(
  owner: string,
  gap: Duration | ((value: T) => Duration),
): SessionGap<T> {
  if (typeof gap !== 'function') {
    return { gap: toMilliseconds(owner, 'gap', gap), gapOf: undefined };
  }
  return { gap: TYPICAL, gapOf: (value) => readGap(owner, gap(value)) };
}

function readGap(owner: string, gap: Duration): Milliseconds {
  if (typeof gap === 'number' && gap > 0 && Number.isSafeInteger(gap)) return gap;
  try {
    return toMilliseconds(owner, 'gap', gap);
  } catch (cause) {
    throw new StreamError('MILLRACE_CALLBACK', (cause as Error).message, { cause });
  }
}
