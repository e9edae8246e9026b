import type { Chunk } from './chunk.ts';
import type { Control } from './control.ts';
import type { Milliseconds } from './duration.ts';
import type { Pressure } from './pressure.ts';

/**
 * Makes the chunk that goes on from a union out of one of an input: its columns, with the union's
 * clock, control and handle. By position: this happens for each chunk, and none of it is kept.
 */
export type UnionForm<T> = (
  chunk: Chunk<T>,
  input: number,
  before: Chunk<T>['before'],
  watermark: Milliseconds,
  control: Control | undefined,
  pressure: Pressure | undefined,
) => Chunk<T>;

/** The form of a union whose chunks say nothing of where they came from. */
export function plainForm<T>(
  { values, timestamps, arrivals }: Chunk<T>,
  _input: number,
  before: Chunk<T>['before'],
  watermark: Milliseconds,
  control: Control | undefined,
  pressure: Pressure | undefined,
): Chunk<T> {
  return { values, timestamps, before, watermark, arrivals, control, pressure };
}
