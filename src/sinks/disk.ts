/** A file that is being written, at its end only. */
export interface DiskFile {
  /** Writes all of it. */
  append(bytes: Uint8Array): Promise<void>;
  /** What was written is safe from a power cut when this resolves. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** What stands in a folder. */
export interface DiskEntry {
  readonly name: string;
  readonly isFolder: boolean;
}

/** What file sinks need of a file system: the one place where they touch it, so that a test can drive it. */
export interface Disk {
  /** Makes a file; one that is there already is an error. */
  create(file: string): Promise<DiskFile>;
  /** The text of a small file; undefined where there is none. */
  readText(file: string): Promise<string | undefined>;
  list(folder: string): Promise<readonly DiskEntry[]>;
  exists(file: string): Promise<boolean>;
  rename(from: string, to: string): Promise<void>;
  /** Removes a file; one that is not there is no error. */
  remove(file: string): Promise<void>;
  /** Makes a folder and those above it; gives the first that was not there, where one was not. */
  makeFolder(folder: string): Promise<string | undefined>;
  /** The names in a folder are safe from a power cut when this resolves. */
  syncFolder(folder: string): Promise<void>;
}
