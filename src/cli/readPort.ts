import { refuseOption } from './refuseOption.ts';

/** Reads a port from 0 to 65535; 0 takes a free one. */
export function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  return port <= 65_535 ? port : refuseOption('a port from 0 to 65535 (0: a free one)', text);
}
