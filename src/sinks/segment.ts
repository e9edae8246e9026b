import type { Disk, DiskFile } from './disk.ts';

/** So much text is collected before it is written: 64 KiB. */
const WRITTEN_AT_ONCE = 2 ** 16;

/** A file of rows that is being written under a temporary name. */
export class Segment {
  /** Which of the sink's segments it is, in the order in which they were begun. */
  readonly number: number;
  /** The folder that it is for, below that of the sink. */
  readonly partition: string;
  /** Its temporary path. */
  readonly file: string;
  rows = 0;
  bytes = 0;
  readonly #disk: DiskFile;
  #pending: string[] = [];
  #pendingBytes = 0;

  static async create(
    disk: Disk,
    place: Pick<Segment, 'number' | 'partition' | 'file'>,
  ): Promise<Segment> {
    return new Segment(await disk.create(place.file), place);
  }

  private constructor(disk: DiskFile, place: Pick<Segment, 'number' | 'partition' | 'file'>) {
    this.#disk = disk;
    this.number = place.number;
    this.partition = place.partition;
    this.file = place.file;
  }

  /** Whether what was added should be written now. */
  get isDue(): boolean {
    return this.#pendingBytes >= WRITTEN_AT_ONCE;
  }

  add(text: string, bytes: number): void {
    this.#pending.push(text);
    this.#pendingBytes += bytes;
    this.bytes += bytes;
  }

  async flush(): Promise<void> {
    if (this.#pendingBytes === 0) return;
    const bytes = Buffer.from(this.#pending.join(''));
    this.#pending = [];
    this.#pendingBytes = 0;
    await this.#disk.append(bytes);
  }

  /** All of it is safe, and nothing can be added any more. */
  async finish(): Promise<void> {
    await this.flush();
    await this.#disk.sync();
    await this.#disk.close();
  }

  /** Gives it up. */
  async abandon(): Promise<void> {
    await this.#disk.close();
  }
}
