/**
 * Where checkpoints are kept: named objects of bytes, each whole or not there. A folder, LMDB, or an
 * object store by an adapter of these few functions. It serves one running graph at a time.
 */
export interface CheckpointStore {
  /** The names of all objects, in any order. */
  list(): Promise<readonly string[]>;
  /**
   * The bytes of an object; undefined where there is none of this name. Rejects with the code
   * `MILLRACE_FILE_UNREADABLE` for one that is lost for good; after any other error it may be asked again.
   */
  read(name: string): Promise<Uint8Array | undefined>;
  /**
   * Writes an object. When this resolves it is whole and safe from a power cut; when it rejects, or the
   * process ends before, there is no object of this name.
   */
  write(name: string, pieces: AsyncIterable<Uint8Array>): Promise<void>;
  /** Removes an object; one that is not there is no error. */
  remove(name: string): Promise<void>;
  /** Gives everything back; a call after it opens the store again. */
  close(): Promise<void>;
}
