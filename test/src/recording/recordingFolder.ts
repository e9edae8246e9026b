import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastValueFrom } from 'rxjs';
import type { RowSource, Stream } from '../../../operators/index.ts';
import { writeRecording } from '../../../src/recording/index.ts';
import type { RecordingInfo, WriteRecordingConfig } from '../../../src/recording/index.ts';

/** A folder for the recordings of one test file. */
export class RecordingFolder {
  readonly #path: Promise<string> = mkdtemp(join(tmpdir(), 'millrace-recording-'));
  #files = 0;

  /** The path of a file that is not there yet. */
  async next(): Promise<string> {
    this.#files += 1;
    return join(await this.#path, `recording-${this.#files}`);
  }

  /** Writes a recording and gives its path, and what is told of it. */
  async record<T>(
    source: Stream<T> | RowSource<T>,
    config: Partial<WriteRecordingConfig<T>> = {},
  ): Promise<{ readonly file: string; readonly info: RecordingInfo }> {
    const file = await this.next();
    const written = writeRecording(source, { file, sync: 'none', ...config });
    return { file, info: await lastValueFrom(written) };
  }

  async remove(): Promise<void> {
    await rm(await this.#path, { recursive: true });
  }
}
