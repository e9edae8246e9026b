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

/**
 * Reads the bounds from a config, and refuses one under which a batch could grow without a bound.
 *
 * @param prefix stands before its fields in the text of errors
 */
export function checkBatchBounds<T>(
  config: BatchConfig<T>,
  owner: string,
  prefix: string = '',
): BatchBounds<T> {
  const optional = (field: string, value: number | undefined): number =>
    value === undefined ? Infinity : checkNumber(owner, prefix + field, value, { min: 1 });
  const { count, bytes, time, limit, sizeOf }: Record<string, unknown> & Partial<BatchBounds<T>> = {
    ...(config as Partial<BatchBounds<T>>),
  };
  if (count === undefined && bytes === undefined && (time === undefined || limit === undefined)) {
    const expected = 'count, or bytes with sizeOf, or time with limit';
    const fields = Object.keys(config).join(', ') || 'no fields';
    throw new ArgumentTypeError(owner, `${prefix}config`, expected, fields);
  }
  if (bytes !== undefined || sizeOf !== undefined) checkFunction(owner, `${prefix}sizeOf`, sizeOf);
  return {
    count: optional('count', count),
    bytes: optional('bytes', bytes),
    limit: optional('limit', limit),
    time: time === undefined ? Infinity : toMilliseconds(owner, `${prefix}time`, time),
    sizeOf: sizeOf ?? (() => 0),
  };
}
