import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** The first file of one of these names on the path or in the folders where Debian puts programs. */
export function findBinary(...names: readonly string[]): string | undefined {
  const onPath = (process.env['PATH'] ?? '').split(path.delimiter).filter((part) => part !== '');
  const folders = ['/usr/bin', ...onPath, '/usr/sbin', ...postgresFolders()];
  const files = folders.flatMap((folder) => names.map((name) => path.join(folder, name)));
  return files.find((file) => existsSync(file));
}

function postgresFolders(): readonly string[] {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return [];
  const versions = readdirSync(root).toSorted((a, b) => Number(b) - Number(a));
  return versions.map((version) => path.join(root, version, 'bin'));
}
