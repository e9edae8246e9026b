import type { Chunk, Control, Milliseconds, Pressure } from '../kernel/index.ts';
import type { SidedChunk } from './side.ts';

/**
 * The form of the union of a join's inputs, of which the first is the right one: says of each chunk
 * which side it came from, and what its own input's watermark was.
 */
export function sidedForm<T>(
  { values, timestamps, before: own, arrivals }: Chunk<T>,
  input: number,
  before: Chunk<T>['before'],
  watermark: Milliseconds,
  control: Control | undefined,
  pressure: Pressure | undefined,
): SidedChunk<T, T> {
  const side = input === 0 ? 'right' : 'left';
  return { values, timestamps, before, watermark, arrivals, control, pressure, side, own };
}
