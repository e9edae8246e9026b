import { ArgumentTypeError, show, SideOutput } from '../kernel/index.ts';
import type { Failed } from './failed.ts';

/**
 * What happens to a value that failed for good: `'fail'` fails the stream, a side output takes the value
 * with its error, and the stream goes on.
 */
export type OnError<T> = 'fail' | SideOutput<Failed<T>>;

/** Returns where values that failed go: the default `'fail'`, or a side output. */
export function checkOnError<T>(owner: string, given: OnError<T> | undefined): OnError<T> {
  if (given === undefined || given === 'fail' || given instanceof SideOutput)
    return given ?? 'fail';
  throw new ArgumentTypeError(owner, 'onError', "'fail' or a SideOutput", show(given));
}
