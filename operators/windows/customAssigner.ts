import { show, StreamError } from '../kernel/index.ts';
import type { Milliseconds } from '../kernel/index.ts';
import type { Assigner } from './assigner.ts';
import type { Window } from './pane.ts';

/** An assigner that takes windows from a function of the user's, and checks each of them. */
export function customAssigner<T>(
  owner: string,
  windowsOf: (timestamp: Milliseconds, value: T) => readonly Window[],
): Assigner<T> {
  return {
    windowsOf(timestamp, value): readonly Window[] {
      const windows = windowsOf(timestamp, value);
      if (!Array.isArray(windows)) throw wrong(owner, 'an array of windows', show(windows));
      for (let i = 0; i < windows.length; i += 1) check(owner, windows, i);
      return windows;
    },
  };
}

function check(owner: string, windows: readonly Window[], index: number): void {
  const { start, end } = (windows[index] ?? {}) as Partial<Window>;
  if (!isTime(start) || !isTime(end)) {
    const got = `${show(start)} to ${show(end)}`;
    throw wrong(owner, 'a start and an end in whole milliseconds', got);
  }
  if (end <= start) throw wrong(owner, 'an end after the start', `[${start}, ${end})`);
  const before = windows[index - 1];
  if (before === undefined || before.end < end) return;
  if (before.end === end && before.start < start) return;
  const got = `[${before.start}, ${before.end}) before [${start}, ${end})`;
  throw wrong(owner, 'windows in ascending order of end, then start, each once', got);
}

function isTime(time: unknown): time is Milliseconds {
  return Number.isSafeInteger(time);
}

function wrong(owner: string, expected: string, got: string): StreamError {
  return new StreamError(
    'MILLRACE_CALLBACK',
    `${owner}: windowsOf: expected ${expected}, got ${got}`,
  );
}
