import { readdirSync } from 'node:fs';
import path from 'node:path';

/** A built test file and the room that it tests. */
export interface TestFile {
  readonly path: string;
  readonly room: string;
  /** The file's name without its ending: `architecture` for `architecture.test.js`. */
  readonly name: string;
}

const ending = '.test.js';

/** The built test files under a folder in order of their path, without the benches. */
export function findTests(folder: string): readonly TestFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => file.endsWith(ending) && !file.startsWith('bench/'))
    .sort()
    .map((file) => ({
      path: path.join(folder, file),
      room: roomOf(file),
      name: path.basename(file, ending),
    }));
}

// Files at the top judge the project as a whole.
function roomOf(file: string): string {
  const room = path.posix.dirname(file);
  return room === '.' ? 'project' : room;
}
