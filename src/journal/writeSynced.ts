import { closeSync, fsyncSync, openSync, writeFileSync } from 'node:fs';

/** Writes a small file and waits until it is on the disk. */
export function writeSynced(file: string, text: string): void {
  const fd = openSync(file, 'w');
  try {
    writeFileSync(fd, text);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
