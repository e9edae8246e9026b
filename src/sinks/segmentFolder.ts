import path from 'node:path';
import { StreamError } from '../../operators/index.ts';
import type { Disk } from './disk.ts';
import type { PreparedFiles, PreparedSegment } from './preparedFiles.ts';
import { checkpointOf, isTemporary, ownerName } from './segmentNames.ts';

/** Whose files a folder has. */
export interface FolderRules {
  readonly kind: string;
  readonly disk: Disk;
  readonly folder: string;
  readonly name: string;
  readonly extension: string;
  /** Whether files are in folders below, too. */
  readonly isDeep: boolean;
}

interface SeenFile {
  readonly file: string;
  readonly checkpoint: number;
}

/** The folder of a sink: makes segments visible, and clears what a crash has left. */
export class SegmentFolder {
  readonly #rules: FolderRules;
  /** Folders with names that a power cut could take back. */
  readonly #unsynced = new Set<string>();

  constructor(rules: FolderRules) {
    this.#rules = rules;
  }

  /** Makes the folder that of a new run, in which no file of this name may be seen. */
  async begin(owner: string): Promise<void> {
    await this.#checkFolder();
    const [foreign] = await this.#seen();
    if (foreign !== undefined) throw this.#foreign(foreign.file);
    await this.#own(owner);
    await this.#clear();
  }

  /**
   * Brings the folder to where a checkpoint was: its segments are seen, and none of later ones, which a
   * run has left that went on from a checkpoint that is damaged or gone by now.
   */
  async restore(prepared: PreparedFiles): Promise<void> {
    await this.#checkFolder();
    const { disk, folder, name } = this.#rules;
    const later = (await this.#seen()).filter(({ checkpoint }) => checkpoint > prepared.checkpoint);
    const owner = await disk.readText(path.join(folder, ownerName(name)));
    if ((owner ?? prepared.owner) !== prepared.owner) throw this.#foreign(ownerName(name));
    if (owner === undefined && later[0] !== undefined) throw this.#foreign(later[0].file);
    // Where the files are still those of the checkpoint's folder, though the config names another.
    const isThere = await disk.exists(prepared.folder);
    const home = isThere ? prepared.folder : folder;
    for (const segment of prepared.segments) await this.#showAgain(segment, home);
    for (const { file } of later) await disk.remove(file);
    if (owner === undefined) await this.#own(prepared.owner);
    await this.#clear();
    await this.sync();
  }

  /** Makes the folder for a segment, so that nothing but a name is missing. */
  async makeRoom(segment: PreparedSegment, home: string = this.#rules.folder): Promise<string> {
    const file = path.join(home, ...segment.file.split('/'));
    const parent = path.dirname(file);
    if (parent === home) return file;
    const first = await this.#rules.disk.makeFolder(parent);
    if (first === undefined) return file;
    for (let made = parent; made.length >= first.length; made = path.dirname(made))
      this.#unsynced.add(path.dirname(made));
    return file;
  }

  /** Gives a segment the name under which it is seen. */
  async show(segment: PreparedSegment, home: string = this.#rules.folder): Promise<void> {
    const { disk } = this.#rules;
    const file = await this.makeRoom(segment, home);
    if (await disk.exists(file)) throw this.#foreign(file);
    this.#unsynced.add(path.dirname(file)).add(home);
    await disk.rename(path.join(home, segment.temporary), file);
  }

  /** A segment that is seen already, and may have been moved away since then, stays as it is. */
  async #showAgain(segment: PreparedSegment, home: string): Promise<void> {
    const { disk } = this.#rules;
    const file = path.join(home, ...segment.file.split('/'));
    // A power cut may leave both names of a file.
    if (await disk.exists(file)) return;
    if (await disk.exists(path.join(home, segment.temporary))) await this.show(segment, home);
  }

  /** Names are safe when this resolves, those of temporary files too. */
  async sync(): Promise<void> {
    this.#unsynced.add(this.#rules.folder);
    // The folders below first: a file may never be without a name that is safe.
    for (const folder of [...this.#unsynced].sort((a, b) => b.length - a.length)) {
      await this.#rules.disk.syncFolder(folder);
      this.#unsynced.delete(folder);
    }
  }

  /** A folder that is not there may be a disk that is not mounted, or an error in writing. */
  async #checkFolder(): Promise<void> {
    const { kind, disk, folder } = this.#rules;
    if (await disk.exists(folder)) return;
    const text = `${kind}: the folder '${folder}' is not there; make it, or check where it should be`;
    throw new StreamError('MILLRACE_FILE_UNWRITABLE', text);
  }

  /** The files of this name that can be seen. */
  async #seen(folder: string = this.#rules.folder): Promise<readonly SeenFile[]> {
    const { disk, name, extension, isDeep } = this.#rules;
    const seen: SeenFile[] = [];
    for (const entry of await disk.list(folder)) {
      const file = path.join(folder, entry.name);
      const checkpoint = checkpointOf(entry.name, name, extension);
      if (entry.isFolder && isDeep) for (const below of await this.#seen(file)) seen.push(below);
      else if (!entry.isFolder && checkpoint !== undefined) seen.push({ file, checkpoint });
    }
    return seen;
  }

  /** Removes temporary files: what is needed of them has another name by now. */
  async #clear(): Promise<void> {
    const { disk, folder, name } = this.#rules;
    for (const entry of await disk.list(folder))
      if (isTemporary(entry.name, name)) await disk.remove(path.join(folder, entry.name));
  }

  /** Says to which run the files belong: all of the text is there, or none. */
  async #own(owner: string): Promise<void> {
    const { disk, folder, name } = this.#rules;
    const file = path.join(folder, ownerName(name));
    await disk.remove(`${file}.new`);
    const made = await disk.create(`${file}.new`);
    try {
      await made.append(Buffer.from(owner));
      await made.sync();
    } finally {
      await made.close();
    }
    await disk.rename(`${file}.new`, file);
    await this.sync();
  }

  #foreign(file: string): StreamError {
    const { kind, folder, name } = this.#rules;
    const text = `${kind}: '${path.resolve(folder, file)}' is there already, and is not of this run`;
    const fix = `move the files of '${name}' away, give another folder or name, or restore their checkpoint`;
    return new StreamError('MILLRACE_FILE_UNWRITABLE', `${text}; ${fix}`);
  }
}
