import { show, StreamError } from '../kernel/index.ts';

/** The error of a saved state that is not of the form that its reader expects. */
export function unreadable(owner: string, expected: string, got: unknown): StreamError {
  const text = `${owner}: saved state: expected ${expected}, got ${show(got)}`;
  return new StreamError('MILLRACE_SNAPSHOT_UNREADABLE', text);
}

/** A saved number. */
export function readSavedNumber(owner: string, saved: unknown): number {
  if (typeof saved !== 'number') throw unreadable(owner, 'a number', saved);
  return saved;
}

/** A saved list, of the given length where one is given. */
export function readSavedList(owner: string, saved: unknown, length?: number): readonly unknown[] {
  if (!Array.isArray(saved)) throw unreadable(owner, 'a list', saved);
  if (length !== undefined && saved.length !== length) {
    throw unreadable(owner, `a list of ${length}`, saved);
  }
  return saved;
}

/** A saved list of numbers, of the given length where one is given. */
export function readSavedNumbers(owner: string, saved: unknown, length?: number): number[] {
  return readSavedList(owner, saved, length).map((each) => readSavedNumber(owner, each));
}
