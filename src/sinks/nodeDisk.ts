import { access, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { Disk, DiskFile } from './disk.ts';

/** The machine's file system. */
export const nodeDisk: Disk = {
  create: async (file) => diskFile(await open(file, 'wx')),
  readText: (file) => readFile(file, 'utf8').catch((error: unknown) => unless('ENOENT', error)),
  list: async (folder) => {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }));
  },
  exists: (file) =>
    access(file).then(
      () => true,
      (error: unknown) => unless('ENOENT', error) ?? false,
    ),
  rename,
  remove: (file) => rm(file, { force: true }),
  makeFolder: (folder) => mkdir(folder, { recursive: true }),
  syncFolder,
};

function diskFile(handle: FileHandle): DiskFile {
  return {
    append: (bytes) => handle.appendFile(bytes),
    // The length of the file is synced as well: it is needed to read what was written.
    sync: () => handle.datasync(),
    close: () => handle.close(),
  };
}

/** Systems that cannot sync a folder say so in one of these ways. */
const CANNOT_SYNC = ['EISDIR', 'EPERM', 'EINVAL', 'ENOTSUP'];

async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!CANNOT_SYNC.includes(codeOf(error))) throw error;
  }
}

function unless(code: string, error: unknown): undefined {
  if (codeOf(error) !== code) throw error;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
