import { toMilliseconds } from '../../operators/index.ts';
import type { Duration, Milliseconds } from '../../operators/index.ts';
import { refuseOption } from './refuseOption.ts';

/** Reads a duration of 0 or more, such as `500ms`, `10s`, `5m`, `2h`, `1d`, or milliseconds. */
export function readDuration(text: string): Milliseconds {
  const duration = /^\d+$/.test(text) ? Number(text) : (text as Duration);
  try {
    return toMilliseconds('option', 'duration', duration, { sign: 'notNegative' });
  } catch {
    return refuseOption("a duration such as '500ms', '10s', '5m', '2h' or '1d'", text);
  }
}
