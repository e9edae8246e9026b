import { writeError } from '../recording/index.ts';
import { systemRuntime } from '../runtime/index.ts';
import type { Runtime } from '../runtime/index.ts';
import type { CheckpointStore } from './checkpointStore.ts';
import { openLmdb } from './openLmdb.ts';
import type { LmdbDatabase } from './openLmdb.ts';
import { LockedFolder } from './lockedFolder.ts';
import { storeFiles } from './storeFiles.ts';

/** How an LMDB database of checkpoints is used. */
export interface LmdbStoreConfig {
  readonly runtime?: Runtime;
}

const OWNER = 'lmdbStore';

/**
 * Keeps checkpoints in an LMDB database in a folder of its own, which it makes if it is missing. A
 * checkpoint is one transaction, synced once; those that are no longer needed are removed in a second
 * one. The room that they took is used again, and the file does not become smaller. One process at a
 * time can use it. Needs the package `lmdb`, which is loaded at the first use.
 *
 * - errors: `MILLRACE_PACKAGE_MISSING` with the command that installs it; `MILLRACE_STORE_LOCKED` while another
 *   process uses the folder; `MILLRACE_FILE_UNWRITABLE` with the reason. After an error the next call tries again.
 * - state: the pieces of the transaction under way are held by LMDB until it is stored
 *
 * @example
 * ```ts
 * import { lmdbStore } from 'millrace/checkpoint';
 *
 * const store = lmdbStore('checkpoints/flights');
 * ```
 */
export function lmdbStore(folder: string, config: LmdbStoreConfig = {}): CheckpointStore {
  return new LmdbStore(folder, config.runtime ?? systemRuntime);
}

/** Under the name of an object is how many pieces it has; each of them is under a key of its own. */
const OBJECT = 'object:';
const PIECE = 'piece:';
const DIGITS = 8;

class LmdbStore implements CheckpointStore {
  readonly #folder: LockedFolder<LmdbDatabase>;

  constructor(folder: string, runtime: Runtime) {
    this.#folder = new LockedFolder<LmdbDatabase>(folder, runtime, storeFiles, {
      open: () => openDatabase(this.#folder.folder),
      close: (database) => database.close(),
    });
  }

  list(): Promise<readonly string[]> {
    return this.#try(async () => {
      const names = keysOf(await this.#folder.use(), OBJECT);
      return names.map((key) => key.slice(OBJECT.length));
    });
  }

  read(name: string): Promise<Uint8Array | undefined> {
    return this.#try(async () => {
      const database = await this.#folder.use();
      const object = database.get(OBJECT + name);
      if (object === undefined) return undefined;
      // One that is missing is found by the checksums of what is read.
      const pieces = await database.getMany(keysOfPieces(name, object.readUInt32LE(0)));
      return Buffer.concat(pieces.filter((piece) => piece !== undefined));
    });
  }

  write(name: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
    return this.#try(async () => {
      const database = await this.#folder.use();
      let failure: { readonly error: unknown } | undefined;
      // A function that throws would not end the transaction, but leave in it what it wrote before.
      await database.transaction(async () => {
        failure = await putAll(database, name, pieces).then(
          () => undefined,
          (error: unknown) => ({ error }),
        );
        if (failure !== undefined) removeAll(database, name);
      });
      await database.flushed;
      if (failure !== undefined) throw failure.error;
    });
  }

  remove(name: string): Promise<void> {
    return this.#try(async () => {
      const database = await this.#folder.use();
      await database.transaction(() => Promise.resolve(removeAll(database, name)));
    });
  }

  close(): Promise<void> {
    return this.#folder.close();
  }

  async #try<R>(act: () => Promise<R>): Promise<R> {
    try {
      return await act();
    } catch (error) {
      throw writeError(OWNER, this.#folder.folder, await causeOf(error));
    }
  }
}

async function openDatabase(folder: string): Promise<LmdbDatabase> {
  const database = await openLmdb(OWNER, folder);
  await removeLoosePieces(database);
  return database;
}

async function putAll(
  database: LmdbDatabase,
  name: string,
  pieces: AsyncIterable<Uint8Array>,
): Promise<void> {
  let count = 0;
  const put = (key: string, bytes: Uint8Array): void =>
    unless(database.put(key, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)));
  for await (const piece of pieces) {
    put(keyOfPiece(name, count), piece);
    count += 1;
  }
  const object = Buffer.alloc(4);
  object.writeUInt32LE(count);
  put(OBJECT + name, object);
}

function removeAll(database: LmdbDatabase, name: string): void {
  unless(database.remove(OBJECT + name));
  for (const key of keysOf(database, `${PIECE}${name}:`)) unless(database.remove(key));
}

/** What a transaction does that was not stored is told by the transaction. */
function unless(written: Promise<boolean>): void {
  written.catch(() => undefined);
}

/** Pieces without an object: no writer leaves them, but a database may come from elsewhere. */
async function removeLoosePieces(database: LmdbDatabase): Promise<void> {
  const names = new Set(keysOf(database, OBJECT).map((key) => key.slice(OBJECT.length)));
  const isLoose = (key: string): boolean => !names.has(key.slice(PIECE.length, -DIGITS - 1));
  const loose = keysOf(database, PIECE).filter(isLoose);
  if (loose.length === 0) return;
  await database.transaction(() => {
    for (const key of loose) unless(database.remove(key));
    return Promise.resolve();
  });
}

function keyOfPiece(name: string, index: number): string {
  return `${PIECE}${name}:${String(index).padStart(DIGITS, '0')}`;
}

function keysOfPieces(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => keyOfPiece(name, index));
}

function keysOf(database: LmdbDatabase, prefix: string): string[] {
  return [...database.getKeys({ start: prefix, end: `${prefix}\uffff` })];
}

/** LMDB tells the reason of a failed transaction beside the error, and system errors by their numbers. */
async function causeOf(error: unknown): Promise<unknown> {
  if (!(error instanceof Error) || !('commitError' in error)) return error;
  const cause: unknown = await Promise.resolve(error.commitError).catch(
    (reason: unknown) => reason,
  );
  if (!(cause instanceof Error)) return error;
  const isFull = 'code' in cause && cause.code === NO_SPACE;
  return isFull ? Object.assign(cause, { code: 'ENOSPC' }) : cause;
}

const NO_SPACE = 28;
