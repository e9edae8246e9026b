import { show, StreamError } from '../kernel/index.ts';

/** The error of an aggregate whose function gave something that is no finite number. */
export function notFinite(kind: string, got: unknown): StreamError {
  const text = `${kind}: expected a finite number from its function, got ${show(got)}`;
  return new StreamError('MILLRACE_CALLBACK', `${text}; filter such events out before the window`);
}

/** Returns a result that is a number, and refuses one that went beyond the range of numbers. */
export function withinRange(kind: string, result: number): number {
  if (Number.isFinite(result)) return result;
  const text = `${kind}: expected a result within the range of numbers (1.8e308), got ${show(result)}`;
  throw new StreamError('MILLRACE_CALLBACK', `${text}; scale the values down before the window`);
}
