import type { Milliseconds } from '../../operators/index.ts';

/**
 * A time or watermark as it is written: JSON has no infinity, so `'end'` stands for the end of time
 * (a stream that is complete) and `'start'` for its beginning (nothing known yet), in every codec.
 */
export type WireTime = Milliseconds | 'start' | 'end';

/** Writes a time. */
export function toWireTime(time: Milliseconds): WireTime {
  if (time === Infinity) return 'end';
  return time === -Infinity ? 'start' : time;
}

/** Reads a time that was written by `toWireTime`. */
export function fromWireTime(time: WireTime): Milliseconds {
  if (time === 'end') return Infinity;
  return time === 'start' ? -Infinity : time;
}
