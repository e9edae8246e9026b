import type { Observable } from 'rxjs';
import { checkChunk, operate } from '../kernel/index.ts';
import type { Chunk, Stream } from '../kernel/index.ts';

/**
 * Leaves a stream: gives its values, one by one, to ordinary RxJS.
 *
 * - emits: each value of the stream, in order, at once
 * - completes: with the stream
 * - errors: those of the stream
 * - late events: none here; each value passes, whatever its time
 * - state: none
 *
 * Timestamps, watermarks and barriers end here.
 *
 * @example
 * ```ts
 * import { eventTime, fromArray, values } from 'millrace';
 *
 * fromArray([{ at: 5 }])
 *   .pipe(eventTime({ timestamp: (event) => event.at, outOfOrderness: '1s' }), values())
 *   .subscribe((event) => console.log(event.at)); // 5
 * ```
 */
export function values(): <T>(source: Stream<T>) => Observable<T> {
  return <T>(source: Stream<T>) =>
    operate<Chunk<T>, T>(source, (destination) => ({
      next: (chunk) => {
        checkChunk('values', chunk);
        for (const value of chunk.values) {
          if (destination.closed) return;
          destination.next(value);
        }
      },
    }));
}
