// Loaded before a program: at its end, tells what it cost on the file descriptor 3.
import { writeSync } from 'node:fs';
import { peakRssMb } from './peakRssMb.ts';

process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  const cost = {
    wallMs: performance.now(),
    cpuMs: (user + system) / 1_000,
    peakRssMb: peakRssMb(),
  };
  writeSync(3, JSON.stringify(cost));
});
