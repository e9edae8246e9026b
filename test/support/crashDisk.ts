import type { Disk, DiskFile } from '../../src/sinks/index.ts';
import type { Crash } from './crash.ts';

/** A disk with a point at which the process may end before and after all that it does. */
export function crashDisk(disk: Disk, crash: Crash): Disk {
  return {
    create: (file) => crash.around(async () => crashFile(await disk.create(file), crash)),
    readText: (file) => crash.around(() => disk.readText(file)),
    list: (folder) => crash.around(() => disk.list(folder)),
    exists: (file) => crash.around(() => disk.exists(file)),
    rename: (from, to) => crash.around(() => disk.rename(from, to)),
    remove: (file) => crash.around(() => disk.remove(file)),
    makeFolder: (folder) => crash.around(() => disk.makeFolder(folder)),
    syncFolder: (folder) => crash.around(() => disk.syncFolder(folder)),
  };
}

/** Half of what is written stays when the process ends within a write. */
function crashFile(file: DiskFile, crash: Crash): DiskFile {
  return {
    append: async (bytes) => {
      const half = bytes.length >> 1;
      await crash.around(() => file.append(bytes.subarray(0, half)));
      await file.append(bytes.subarray(half));
      crash.point();
    },
    sync: () => crash.around(() => file.sync()),
    // The system closes what a process leaves open.
    close: () => file.close(),
  };
}
