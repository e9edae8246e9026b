import { defer, map } from 'rxjs';
import type { MonoTypeOperatorFunction } from 'rxjs';
import type { Chunk } from '../../../operators/kernel/index.ts';

/**
 * Makes time run twice as fast, and lets the watermark behind a chunk pass its events by 1 ms, for
 * operators that give an event no earlier than that.
 */
export function reached(): MonoTypeOperatorFunction<Chunk<number>> {
  return (source) =>
    defer(() => {
      let passed = -Infinity;
      return source.pipe(
        map((chunk) => {
          const from = passed;
          const raised = (before: number): number => Math.max(before * 2, from);
          const { before } = chunk;
          passed = Math.max(from, chunk.watermark * 2 + 3);
          return {
            ...chunk,
            timestamps: chunk.timestamps.map((at) => at * 2),
            before: typeof before === 'number' ? raised(before) : before.map(raised),
            watermark: passed,
          };
        }),
      );
    });
}
