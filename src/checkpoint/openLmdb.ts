import { loadPackage } from '../recording/index.ts';

/** What is used of a database of the package `lmdb`. */
export interface LmdbDatabase {
  get(key: string): Buffer | undefined;
  getMany(keys: readonly string[]): Promise<readonly (Buffer | undefined)[]>;
  getKeys(range: { readonly start: string; readonly end: string }): Iterable<string>;
  put(key: string, bytes: Buffer): Promise<boolean>;
  remove(key: string): Promise<boolean>;
  /** Everything that is written before the promise has resolved is stored as one. */
  transaction(act: () => Promise<void>): Promise<void>;
  /** Resolves when all that was written is safe from a power cut. */
  readonly flushed: PromiseLike<unknown>;
  close(): Promise<void>;
}

interface LmdbPackage {
  open(options: Readonly<Record<string, unknown>>): LmdbDatabase;
}

// Not as a constant: the declarations of the package are of CommonJS, and no program that imports them
// compiles without `skipLibCheck`.
const PACKAGE: string = 'lmdb';

/** Opens a database of bytes in a folder. */
export async function openLmdb(owner: string, folder: string): Promise<LmdbDatabase> {
  const load = (): Promise<LmdbPackage> => import(PACKAGE) as Promise<LmdbPackage>;
  const { open } = await loadPackage(owner, 'lmdb', load);
  return open({
    path: folder,
    // A folder with a dot in its name would be taken for a file.
    noSubdir: false,
    encoding: 'binary',
    // What is not yet synced would be believed as long as the machine is not restarted.
    overlappingSync: false,
    // A batch that fails would reject a promise that nobody has.
    eventTurnBatching: false,
  });
}
