import { Observable } from 'rxjs';
import {
  ArgumentTypeError,
  checkConfig,
  checkNumber,
  checkWord,
  show,
} from '../../operators/index.ts';
import type { CountedSource } from './countedSource.ts';
import { OverflowBuffer } from './overflowBuffer.ts';
import type { Overflow } from './overflowBuffer.ts';
import type { PulledConfig } from './pulledSetup.ts';
import { pulledSource } from './pulledSource.ts';

/** How an Observable that cannot be paused enters. */
export interface FromObservableConfig extends PulledConfig {
  /** Where values wait while what follows is full; both fields are a required choice. */
  readonly buffer: {
    /** How many values may wait. */
    readonly limit: number;
    /**
     * What happens to a value that finds the buffer full: `'error'` fails the stream, `'dropOldest'`
     * throws the longest waiting away for it, `'dropNewest'` throws it away itself. Drops are counted.
     */
    readonly overflow: Overflow;
  };
}

/**
 * A source that takes an Observable which cannot be paused through a bounded buffer.
 *
 * - emits: what came in since the last turn of the event loop, in runs; waits while the pressure
 *   handle is paused
 * - completes: with the Observable, after what waits in the buffer
 * - errors: those of the Observable as they are, after what waits in the buffer;
 *   `MILLRACE_OVERFLOW` when the buffer is full and `overflow` is `'error'`
 * - state: up to `buffer.limit` values
 * - under checkpoints: what it gave after the last one is gone with a crash, and does not come again
 *
 * @example
 * ```ts
 * import { of } from 'rxjs';
 * import { eventTime, values } from 'millrace';
 * import { fromObservable } from 'millrace/sources';
 *
 * const source = fromObservable(of(1, 2, 3), { buffer: { limit: 1_000, overflow: 'dropOldest' } });
 * source
 *   .pipe(eventTime({ timestamp: (at) => at, outOfOrderness: 0 }), values())
 *   .subscribe((at) => console.log(at, source.counters.dropped)); // 1 0, 2 0, 3 0
 * ```
 */
export function fromObservable<T>(
  observable: Observable<T>,
  config: FromObservableConfig,
): CountedSource<T> {
  const owner = 'fromObservable';
  if (!(observable instanceof Observable)) {
    throw new ArgumentTypeError(owner, 'observable', 'an Observable', show(observable));
  }
  checkConfig(owner, config);
  checkConfig(`${owner}: buffer`, config.buffer);
  const limit = checkNumber(owner, 'buffer.limit', config.buffer.limit, { min: 1 });
  const overflow = checkWord(owner, 'buffer.overflow', config.buffer.overflow, OVERFLOWS);
  const { chunkSize = 512 } = config;
  return pulledSource<T>(
    owner,
    (signal, counters) => {
      const buffer = new OverflowBuffer<T>({ owner, limit, overflow, chunkSize, counters });
      const subscription = observable.subscribe(buffer);
      signal.addEventListener('abort', () => subscription.unsubscribe());
      return buffer.drain(signal);
    },
    config,
    { explain: (_, error) => error, steering: 'barriers' },
  );
}

const OVERFLOWS: readonly Overflow[] = ['error', 'dropOldest', 'dropNewest'];
