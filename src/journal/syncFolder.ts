import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Waits until the names of the files in a folder are on the disk, where the system can do that. */
export function syncFolder(folder: string): void {
  let fd: number | undefined;
  try {
    fd = openSync(folder, 'r');
    fsyncSync(fd);
  } catch {
    // Windows knows no such thing; a disk that fails shows it at the next write.
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
