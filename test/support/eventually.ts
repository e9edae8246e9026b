import { setImmediate } from 'node:timers/promises';

/** Waits until a condition holds, one turn of the event loop after the other. */
export async function eventually(condition: () => boolean): Promise<void> {
  while (!condition()) await setImmediate();
}
