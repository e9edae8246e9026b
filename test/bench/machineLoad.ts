import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

/** What the machine is and how busy it was in the last minute, and whether that was too much. */
export function machineLoad(): { readonly text: string; readonly busy: boolean } {
  const [load = 0] = loadavg();
  const cores = availableParallelism();
  const memory = Math.round(totalmem() / 2 ** 30);
  const model = cpus()[0]?.model ?? 'unknown processor';
  const machine = `${cores} cores (${model}), ${memory} GiB, Node ${process.version}`;
  return { text: `${machine}, load ${load.toFixed(2)}`, busy: load > BUSY };
}

/** Above this load another program takes part of what is measured. */
const BUSY = 0.5;
