import { readFile, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { Asset } from './asset.ts';
import { contentType } from './contentType.ts';

interface Known {
  readonly modified: number;
  readonly size: number;
  readonly asset: Asset;
}

/** The files of a folder by their paths in the address; read once, and again when they change. */
export class AssetFolder {
  readonly #folder: string;
  readonly #known = new Map<string, Known>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The file for a path that begins with `/`; undefined when there is none to be served. */
  async find(path: string): Promise<Asset | undefined> {
    const name = path.endsWith('/') ? `${path}index.html` : path;
    if (!isPlain(name)) return undefined;
    const file = await this.#locate(name);
    return file === undefined ? undefined : this.#read(file);
  }

  /** Where the file really is; undefined when that is outside of the folder, as by a link. */
  async #locate(name: string): Promise<string | undefined> {
    try {
      const root = await realpath(this.#folder);
      const file = await realpath(join(root, name));
      return file.startsWith(root + sep) ? file : undefined;
    } catch {
      return undefined;
    }
  }

  async #read(file: string): Promise<Asset | undefined> {
    const found = await stat(file);
    if (!found.isFile()) return undefined;
    const { mtimeMs: modified, size } = found;
    const known = this.#known.get(file);
    if (known?.modified === modified && known.size === size) return known.asset;
    const asset = new Asset(contentType(file), await readFile(file));
    this.#known.set(file, { modified, size, asset });
    return asset;
  }
}

/** Whether no part of a path leads up, is hidden or means something to the file system. */
function isPlain(path: string): boolean {
  const parts = path.split('/').slice(1);
  return !/[\\\0:]/.test(path) && parts.every((part) => part !== '' && !part.startsWith('.'));
}
