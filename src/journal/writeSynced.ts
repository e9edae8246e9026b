import { closeSync, fsyncSync, openSync, writeFileSync } from 'node:fs';

/** Writes a small file and waits until it is on the disk. */
export function writeSynced(file: string, content: string | Uint8Array): void {
  const fd = openSync(file, 'w');
  try {
    writeFileSync(fd, content);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
