import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for the files of one test file. */
export class TemporaryFolder {
  readonly #path: Promise<string> = mkdtemp(join(tmpdir(), 'millrace-'));
  #files = 0;

  /** Writes a file with a new name and gives its path. */
  async write(content: string | Uint8Array): Promise<string> {
    this.#files += 1;
    const path = join(await this.#path, `file-${this.#files}`);
    await writeFile(path, content);
    return path;
  }

  async remove(): Promise<void> {
    await rm(await this.#path, { recursive: true });
  }
}
