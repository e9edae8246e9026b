import { show, StreamError } from '../kernel/index.ts';

/** What can be compared and counted as one thing: a text or a finite number. */
export type Item = string | number;

/** Returns what a function of an aggregate gave when it is an item, and refuses anything else. */
export function checkItem<K extends Item>(kind: string, got: K): K {
  if (typeof got === 'string' || Number.isFinite(got)) return got;
  const text = `${kind}: expected a text or a finite number from its function, got ${show(got)}`;
  throw new StreamError('MILLRACE_CALLBACK', `${text}; filter such events out before the window`);
}

/** Order of items: numbers by size, then texts by code units. Negative when `a` comes first. */
export function compareItems(a: Item, b: Item): number {
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
