import { systemRuntime } from '../../../src/runtime/index.ts';
import type { Runtime } from '../../../src/runtime/index.ts';

/** What the process has used of its processors, in milliseconds. */
export function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/**
 * The real machine with timers that wait for time of the processor: of a graph that never waits the
 * same as time by the clock, but for what others take of the machine.
 */
export const cpuTimers: Runtime = { ...systemRuntime, setTimer };

function setTimer(callback: () => void, ms: number): () => void {
  const end = cpuTime() + ms;
  const look = (): void => {
    const left = end - cpuTime();
    if (left <= 0) callback();
    else cancel = systemRuntime.setTimer(look, left);
  };
  let cancel = systemRuntime.setTimer(look, ms);
  return () => cancel();
}
