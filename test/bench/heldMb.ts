import { heapUsedMb } from './heapUsedMb.ts';

/** What the heap and the buffers outside of it hold after a collection, in megabytes. */
export function heldMb(): number {
  const heap = heapUsedMb();
  return heap + process.memoryUsage().external / 2 ** 20;
}
