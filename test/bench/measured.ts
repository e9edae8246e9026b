// Loaded before a program: at its end, tells what it cost on the file descriptor 3.
import { writeSync } from 'node:fs';
import { CollectorTime } from './collectorTime.ts';
import { heapUsedMb } from './heapUsedMb.ts';
import { peakRssMb } from './peakRssMb.ts';

const collector = new CollectorTime();

process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  const wallMs = performance.now();
  const cost = {
    wallMs,
    cpuMs: (user + system) / 1_000,
    peakRssMb: peakRssMb(),
    heapUsedMb: heapUsedMb(),
    gcShare: collector.shareOf(0, wallMs),
  };
  writeSync(3, JSON.stringify(cost));
});
