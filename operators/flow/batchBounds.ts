import { ArgumentTypeError, checkFunction, checkNumber, toMilliseconds } from '../kernel/index.ts';
import type { Milliseconds } from '../kernel/index.ts';
import type { BatchConfig } from './batchConfig.ts';

/** The bounds of a batch, all present: Infinity where there is none. */
export interface BatchBounds<T> {
  readonly count: number;
  readonly bytes: number;
  readonly time: Milliseconds;
  readonly limit: number;
  readonly sizeOf: (value: T) => number;
}

/** Reads the bounds from a config, and refuses one under which a batch could grow without a bound. */
export function checkBatchBounds<T>(config: BatchConfig<T>): BatchBounds<T> {
  const { count, bytes, time, limit, sizeOf }: Record<string, unknown> & Partial<BatchBounds<T>> = {
    ...(config as Partial<BatchBounds<T>>),
  };
  if (count === undefined && bytes === undefined && (time === undefined || limit === undefined)) {
    const expected = 'count, or bytes with sizeOf, or time with limit';
    const fields = Object.keys(config).join(', ') || 'no fields';
    throw new ArgumentTypeError('batch', 'config', expected, fields);
  }
  if (bytes !== undefined || sizeOf !== undefined) checkFunction('batch', 'sizeOf', sizeOf);
  return {
    count: optional('count', count),
    bytes: optional('bytes', bytes),
    limit: optional('limit', limit),
    time: time === undefined ? Infinity : toMilliseconds('batch', 'time', time),
    sizeOf: sizeOf ?? (() => 0),
  };
}

function optional(field: string, value: number | undefined): number {
  return value === undefined ? Infinity : checkNumber('batch', field, value, { min: 1 });
}
