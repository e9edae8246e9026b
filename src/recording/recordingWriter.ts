import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { watermarkBefore } from '../../operators/index.ts';
import type { Chunk, Milliseconds, Rows } from '../../operators/index.ts';
import { BlockEncoder } from './blockEncoder.ts';
import { HEADER_BYTES, MOST_BLOCK_BYTES, writeBlockHeader } from './blockHeader.ts';
import type { BlockHeader, TimeSpan } from './blockHeader.ts';
import { compress } from './compression.ts';
import type { Compression } from './compression.ts';
import { crc32 } from './crc32.ts';
import { fileEnd } from './fileEnd.ts';
import type { PlacedBlock } from './fileEnd.ts';
import { fileStart, START_BYTES } from './fileStart.ts';
import { PendingRows } from './pendingRows.ts';
import type { RecordedRows } from './recordedRows.ts';
import { infoOf } from './recordingInfo.ts';
import type { RecordingInfo } from './recordingInfo.ts';
import { notRecordable, noTimestamp } from './errors.ts';
import { splitRows } from './splitRows.ts';

/** How a recording is written. */
export interface WriterSetup<T> {
  readonly file: string;
  readonly replace: boolean;
  readonly compression: Compression;
  readonly blockRows: number;
  readonly sync: 'none' | 'close' | 'block';
  /** The event time of a row that has none yet. */
  readonly timestamp: ((row: T) => Milliseconds) | undefined;
  /** Called when blocks have been written: how many rows wait to be. */
  readonly onHeld: (rows: number) => void;
  /** Called once with what a write failed with. */
  readonly onError: (error: unknown) => void;
}

/** A block's content aims at no more than this before it is compressed. */
const AIMED_BYTES = 2 ** 22;
/** The first block has no more rows than this: how large they are is not known yet. */
const FIRST_ROWS = 64;

/** Writes the blocks of a recording, one after the other, and its index when it is closed. */
export class RecordingWriter<T> {
  readonly #setup: WriterSetup<T>;
  readonly #handle: FileHandle;
  readonly #encoder = new BlockEncoder();
  readonly #blocks: PlacedBlock[] = [];
  #pending: PendingRows<T> = new PendingRows<T>();
  #limit: number;
  #position = START_BYTES;
  #offset = 0;
  #held = 0;
  #writes: Promise<void>;
  #failure: { readonly error: unknown } | undefined;

  static async open<T>(setup: WriterSetup<T>): Promise<RecordingWriter<T>> {
    const handle = await open(setup.file, setup.replace ? 'w' : 'wx');
    return new RecordingWriter(setup, handle);
  }

  private constructor(setup: WriterSetup<T>, handle: FileHandle) {
    this.#setup = setup;
    this.#handle = handle;
    this.#limit = Math.min(FIRST_ROWS, setup.blockRows);
    this.#writes = this.#writing(fileStart(), 0);
  }

  /** Rows that wait for the rest of their block. */
  get pending(): number {
    return this.#pending.length;
  }

  /** Takes rows without watermarks. */
  addRows({ values, arrivals }: Pick<Rows<T>, 'values' | 'arrivals'>): void {
    const { timestamp } = this.#setup;
    for (let i = 0; i < values.length; i += 1) {
      const value = values[i] as T;
      const time = timestamp?.(value);
      if (time !== undefined && !Number.isFinite(time)) throw noTimestamp(time);
      this.#pend({ value, timestamp: time, arrival: arrivals?.[i] });
    }
  }

  /** Takes a chunk of a stream; barriers and restores are of one run and not recorded. */
  addChunk(chunk: Chunk<T>): void {
    const { values, timestamps, arrivals, watermark, control } = chunk;
    for (let i = 0; i < values.length; i += 1) {
      const before = watermarkBefore(chunk, i);
      const [value, timestamp] = [values[i] as T, timestamps[i] as Milliseconds];
      this.#pend({ value, timestamp, arrival: arrivals?.[i], before });
    }
    const says = control?.kind === 'idle' || control?.kind === 'active' ? control.kind : 'nothing';
    const news = values.length === 0 && watermark > this.#pending.watermark;
    this.#pending.watermark = watermark;
    if (says !== 'nothing' || news) this.#pending.mark(says);
  }

  /** Writes what is pending as a block. */
  flush(): void {
    if (this.#pending.isEmpty) return;
    const pending = this.#pending;
    this.#pending = new PendingRows<T>(pending.watermark);
    this.#write(pending.take());
  }

  /** Ends the file; what was written before a failure stays readable. */
  async close(): Promise<RecordingInfo> {
    try {
      this.flush();
      await this.#writes;
      const end = fileEnd(this.#blocks);
      await this.#writing(end, this.#position);
      if (this.#failure !== undefined) throw this.#failure.error;
      if (this.#setup.sync !== 'none') await this.#handle.sync();
      const bytes = this.#position + end.length;
      return infoOf(this.#blocks, { bytes, closed: true, torn: undefined });
    } finally {
      await this.#writes;
      await this.#handle.close();
    }
  }

  #pend(row: Parameters<PendingRows<T>['add']>[0]): void {
    if (!this.#pending.takes(row) || this.#pending.length >= this.#limit) {
      this.#pending.watermark = row.before ?? -Infinity;
      this.flush();
    }
    this.#pending.add(row);
  }

  #write(rows: RecordedRows<T>): void {
    const content = this.#encode(rows);
    if (content === undefined) {
      this.#limit = rows.values.length >> 1;
      for (const half of splitRows(rows, this.#limit)) this.#write(half);
      return;
    }
    const share = AIMED_BYTES / Math.max(1, content.length);
    const aimed = Math.floor(Math.max(1, rows.values.length) * share);
    this.#limit = Math.max(1, Math.min(this.#setup.blockRows, aimed));
    this.#append(rows, content);
  }

  /** Undefined for what does not go into one block: what can be of it is written in parts. */
  #encode(rows: RecordedRows<T>): Buffer | undefined {
    const single = rows.values.length <= 1;
    try {
      const content = this.#encoder.encode(rows);
      if (content !== undefined && content.length <= MOST_BLOCK_BYTES) return content;
    } catch (error) {
      if (single) throw error;
    }
    if (single) throw notRecordable('a row too large for a block');
    return undefined;
  }

  #append(rows: RecordedRows<T>, content: Buffer): void {
    const { compression } = this.#setup;
    const stored = compress(content, compression);
    const header: BlockHeader = {
      storedLength: stored.length,
      length: content.length,
      compression,
      checksum: crc32(stored),
      rows: rows.values.length,
      offset: this.#offset,
      timestamps: spanOf(rows.timestamps),
      arrivals: spanOf(rows.arrivals),
      hasWatermarks: rows.before !== undefined,
    };
    const position = this.#position;
    this.#blocks.push({ ...header, position });
    this.#position += HEADER_BYTES + stored.length;
    this.#offset += header.rows;
    this.#hold(header.rows);
    // The packer may use its memory again: a copy goes out.
    const bytes = Buffer.concat([writeBlockHeader(header), stored]);
    this.#writes = this.#writes
      .then(() => this.#writing(bytes, position))
      .then(() => this.#hold(-header.rows));
  }

  #hold(rows: number): void {
    this.#held += rows;
    this.#setup.onHeld(this.#held);
  }

  /** Writes bytes whole, unless an earlier write failed: no block goes behind a gap. */
  async #writing(bytes: Buffer, position: number): Promise<void> {
    if (this.#failure !== undefined) return;
    try {
      for (let done = 0; done < bytes.length;) {
        const left = bytes.length - done;
        done += (await this.#handle.write(bytes, done, left, position + done)).bytesWritten;
      }
      if (this.#setup.sync === 'block') await this.#handle.datasync();
    } catch (error) {
      this.#failure = { error };
      this.#setup.onError(error);
    }
  }
}

function spanOf(times: readonly Milliseconds[] | undefined): TimeSpan | undefined {
  let [first, last] = [Infinity, -Infinity];
  for (const time of times ?? []) {
    if (time < first) first = time;
    if (time > last) last = time;
  }
  return first <= last ? { first, last } : undefined;
}
