import type { Target } from './target.ts';

/** Thrown by a case for which a server does not offer what it needs. */
export class NotOffered extends Error {
  override readonly name = 'NotOffered';
}

/** One rule of the protocol, held against a server on connections of its own. */
export interface ConformanceCase {
  /** What the server does. */
  readonly name: string;
  /** Fails by a throw; skipped by a `NotOffered`. */
  readonly run: (target: Target) => Promise<void>;
}

/** What a case needs of a target; skips the case without it. */
export function needed<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new NotOffered(what);
  return value;
}
