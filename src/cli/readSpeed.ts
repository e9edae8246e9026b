import type { ReplaySpeed } from '../replay/index.ts';
import { refuseOption } from './refuseOption.ts';

/** Reads the speed of a replay: a positive number, or `max`. */
export function readSpeed(text: string): ReplaySpeed {
  if (text === 'max') return 'max';
  const speed = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN;
  return speed > 0 ? speed : refuseOption("a positive number, or 'max' for no waiting", text);
}
