import { refuseOption } from './refuseOption.ts';

/** Reads a whole number of 1 or more. */
export function readCount(text: string): number {
  const count = /^\d{1,15}$/.test(text) ? Number(text) : 0;
  return count > 0 ? count : refuseOption('a whole number of 1 or more', text);
}
