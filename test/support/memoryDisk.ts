import path from 'node:path';
import type { Disk, DiskFile } from '../../src/sinks/index.ts';

interface Content {
  bytes: Buffer;
  /** What a power cut leaves of it. */
  synced: Buffer;
}

/**
 * A disk in memory that forgets in a power cut all that was not synced: what was written to a file, and
 * what was made, renamed or removed in a folder.
 */
export class MemoryDisk implements Disk {
  #names = new Map<string, Content | 'folder'>();
  #synced = new Map<string, Content | 'folder'>();

  constructor(...folders: readonly string[]) {
    for (const folder of folders) this.#names.set(folder, 'folder');
    this.#synced = new Map(this.#names);
  }

  powerCut(): void {
    const kept = [...this.#synced].filter(([name]) => this.#isReachable(name));
    this.#synced = new Map(kept);
    this.#names = new Map(kept);
    for (const [, content] of kept) if (content !== 'folder') content.bytes = content.synced;
  }

  /** The paths of all files, in order. */
  files(): readonly string[] {
    return [...this.#names]
      .flatMap(([name, content]) => (content === 'folder' ? [] : [name]))
      .sort();
  }

  text(file: string): string {
    return this.#file(file).bytes.toString();
  }

  async create(file: string): Promise<DiskFile> {
    if (this.#names.has(file)) throw systemError('EEXIST', file);
    this.#folder(path.dirname(file));
    const content: Content = { bytes: Buffer.alloc(0), synced: Buffer.alloc(0) };
    this.#names.set(file, content);
    return {
      append: async (bytes) => void (content.bytes = Buffer.concat([content.bytes, bytes])),
      sync: async () => void (content.synced = content.bytes),
      close: async () => undefined,
    };
  }

  async readText(file: string): Promise<string | undefined> {
    return this.#names.has(file) ? this.text(file) : undefined;
  }

  async list(folder: string): Promise<{ name: string; isFolder: boolean }[]> {
    this.#folder(folder);
    const inside = [...this.#names].filter(([name]) => isIn(folder, name));
    return inside.map(([name, what]) => ({
      name: path.basename(name),
      isFolder: what === 'folder',
    }));
  }

  async exists(file: string): Promise<boolean> {
    return this.#names.has(file);
  }

  async rename(from: string, to: string): Promise<void> {
    const content = this.#file(from);
    this.#folder(path.dirname(to));
    this.#names.delete(from);
    this.#names.set(to, content);
  }

  async remove(file: string): Promise<void> {
    this.#names.delete(file);
  }

  async makeFolder(folder: string): Promise<string | undefined> {
    if (this.#names.has(folder)) return undefined;
    const above = await this.makeFolder(path.dirname(folder));
    this.#names.set(folder, 'folder');
    return above ?? folder;
  }

  async syncFolder(folder: string): Promise<void> {
    this.#folder(folder);
    for (const name of this.#synced.keys()) if (isIn(folder, name)) this.#synced.delete(name);
    for (const [name, what] of this.#names) if (isIn(folder, name)) this.#synced.set(name, what);
  }

  #isReachable(name: string): boolean {
    const above = path.dirname(name);
    return this.#synced.has(name) && (name === '/' || this.#isReachable(above));
  }

  #folder(folder: string): void {
    if (this.#names.get(folder) !== 'folder') throw systemError('ENOENT', folder);
  }

  #file(file: string): Content {
    const content = this.#names.get(file);
    if (content === undefined || content === 'folder') throw systemError('ENOENT', file);
    return content;
  }
}

/** An error as the file system's own. */
export function systemError(code: string, file: string): Error {
  return Object.assign(new Error(`${code}: ${file}`), { code });
}

function isIn(folder: string, name: string): boolean {
  return name !== folder && path.dirname(name) === folder;
}
