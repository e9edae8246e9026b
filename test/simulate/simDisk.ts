/** A file: what was written, and how much of it is safe from a power cut. */
interface SimFile {
  bytes: Uint8Array;
  synced: number;
}

/** A change of names that a power cut may undo. */
interface NameChange {
  readonly folder: string;
  readonly apply: (names: Map<string, SimFile>) => void;
}

/**
 * A disk that outlives the processes that use it. What was written is there after a crash; after a power
 * cut only what was synced is sure to be: of the rest a part, or nothing, in the order in which names changed.
 */
export class SimDisk {
  #names = new Map<string, SimFile>();
  readonly #safe = new Map<string, SimFile>();
  #changes: NameChange[] = [];

  list(folder: string): string[] {
    const start = `${folder}/`;
    return [...this.#names.keys()]
      .filter((name) => name.startsWith(start))
      .map((name) => name.slice(start.length));
  }

  /** @throws as a file system does, where there is no such file */
  read(file: string): Uint8Array {
    return this.#at(file).bytes.slice();
  }

  create(file: string): void {
    const made: SimFile = { bytes: new Uint8Array(), synced: 0 };
    this.#change(file, (names) => void names.set(file, made));
  }

  append(file: string, bytes: Uint8Array): void {
    const at = this.#at(file);
    at.bytes = Buffer.concat([at.bytes, bytes]);
  }

  sync(file: string): void {
    const at = this.#at(file);
    at.synced = at.bytes.length;
  }

  rename(from: string, to: string): void {
    this.#at(from);
    this.#change(to, (names) => {
      const file = names.get(from);
      if (file === undefined) return;
      names.delete(from);
      names.set(to, file);
    });
  }

  remove(file: string): void {
    this.#change(file, (names) => void names.delete(file));
  }

  syncFolder(folder: string): void {
    for (const { folder: own, apply } of this.#changes) if (own === folder) apply(this.#safe);
    this.#changes = this.#changes.filter(({ folder: own }) => own !== folder);
  }

  /** @returns how many files and names were harmed */
  powerCut(kept: (length: number) => number): number {
    const most = kept(this.#changes.length);
    let harmed = this.#changes.length - most;
    for (const { apply } of this.#changes.slice(0, most)) apply(this.#safe);
    this.#changes = [];
    for (const file of this.#safe.values()) {
      const tail = file.bytes.length - file.synced;
      if (tail === 0) continue;
      harmed += 1;
      file.bytes = file.bytes.slice(0, file.synced + kept(tail));
      file.synced = file.bytes.length;
    }
    this.#names = new Map(this.#safe);
    return harmed;
  }

  flipBit(file: string, below: (bound: number) => number): void {
    const { bytes } = this.#at(file);
    const place = below(bytes.length);
    bytes[place] = (bytes[place] as number) ^ (1 << below(8));
  }

  #at(file: string): SimFile {
    const found = this.#names.get(file);
    if (found !== undefined) return found;
    throw Object.assign(new Error(`ENOENT: no such file '${file}'`), { code: 'ENOENT' });
  }

  #change(file: string, apply: NameChange['apply']): void {
    apply(this.#names);
    this.#changes.push({ folder: file.slice(0, file.lastIndexOf('/')), apply });
  }
}
