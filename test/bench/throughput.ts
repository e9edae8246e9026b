import type { Run } from './benchCase.ts';

/** Events per second of CPU time. */
export function throughput({ events, cpuMs }: Run): number {
  return (events / cpuMs) * 1_000;
}
