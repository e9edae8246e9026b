import path from 'node:path';
import { writeError } from '../recording/index.ts';
import type { FileSinkSetup } from './fileSinkConfig.ts';
import type { RowFormat } from './rowFormat.ts';
import { OpenSegments } from './openSegments.ts';
import { readPreparedFiles } from './preparedFiles.ts';
import type { PreparedFiles, PreparedSegment } from './preparedFiles.ts';
import { SegmentFolder } from './segmentFolder.ts';
import { fileNameOf, segmentName } from './segmentNames.ts';
import type { Sink, SinkContext, SinkRow } from './sink.ts';

/** What is known of a sink once it is open. */
interface Opened<T> {
  readonly name: string;
  readonly owner: string;
  readonly hasCheckpoints: boolean;
  readonly folder: SegmentFolder;
  readonly segments: OpenSegments;
  readonly format: RowFormat<T>;
}

/** Writes rows into files that are seen when their checkpoint is stored. */
export class FileSink<T> implements Sink<T> {
  readonly kind: string;
  readonly #setup: FileSinkSetup<T>;
  #opened: Opened<T> | undefined;
  /** Safe under their temporary names, and not committed. */
  #waiting: PreparedSegment[] = [];
  /** The newest checkpoint, and how many segments have a name of it. */
  #checkpoint = 0;
  #named = 0;
  #failure: { readonly error: unknown } | undefined;

  constructor(setup: FileSinkSetup<T>) {
    this.kind = setup.kind;
    this.#setup = setup;
  }

  open(context: SinkContext): Promise<void> {
    return this.#guarded(async () => {
      const { saved, runtime } = context;
      const prepared = saved === undefined ? undefined : readPreparedFiles(this.kind, saved);
      const opened = this.#openFor(context, prepared ?? { owner: runtime.id(), checkpoint: 0 });
      if (prepared === undefined) await opened.folder.begin(opened.owner);
      else await opened.folder.restore(prepared);
      opened.format.restore(prepared?.format);
      this.#opened = opened;
      this.#waiting = [];
      this.#checkpoint = 0;
      this.#named = 0;
      this.#failure = undefined;
    });
  }

  write(rows: readonly SinkRow<T>[]): Promise<void> {
    return this.#lasting(async ({ segments, format, hasCheckpoints }) => {
      const { partitionOf } = this.#setup;
      for (const { value, timestamp } of rows)
        await segments.add(partitionOf(timestamp), format.lineOf(value), () => format.header());
      // Nothing but its size ends a segment then.
      if (!hasCheckpoints) await this.#show(this.#nameFinished(0));
    });
  }

  prepare(checkpoint: number): Promise<PreparedFiles> {
    return this.#lasting(async ({ segments, folder, owner, format, hasCheckpoints }) => {
      await segments.finishAll();
      this.#nameFinished(hasCheckpoints ? checkpoint : 0);
      for (const segment of this.#waiting) await folder.makeRoom(segment);
      if (this.#waiting.length > 0) await folder.sync();
      const { kind } = this;
      const saved = { format: format.save(), folder: this.#setup.folder };
      return { kind, checkpoint, owner, segments: [...this.#waiting], ...saved };
    });
  }

  commit(prepared: unknown): Promise<void> {
    return this.#guarded(() => this.#show(readPreparedFiles(this.kind, prepared).segments));
  }

  close(): Promise<void> {
    return this.#guarded(async () => this.#opened?.segments.abandon());
  }

  #openFor(
    { name: sinkPath, hasCheckpoints }: SinkContext,
    { owner, checkpoint: start }: Pick<PreparedFiles, 'owner' | 'checkpoint'>,
  ): Opened<T> {
    const { kind, disk, folder, limits, createFormat, isDeep } = this.#setup;
    const format = createFormat();
    const name = this.#setup.name ?? fileNameOf(sinkPath);
    return {
      name,
      owner,
      hasCheckpoints,
      format,
      folder: new SegmentFolder({ kind, disk, folder, name, extension: format.extension, isDeep }),
      segments: new OpenSegments({ disk, folder, name, start, ...limits }),
    };
  }

  /** Gives what was finished the names under which it will be seen. */
  #nameFinished(checkpoint: number): readonly PreparedSegment[] {
    const { name, segments, format } = this.#whenOpen();
    // One that was given up may come again under its number.
    if (checkpoint !== this.#checkpoint) this.#named = 0;
    this.#checkpoint = checkpoint;
    const named = segments.takeFinished().map(({ file, partition, rows, bytes }) => {
      const final = segmentName(name, checkpoint, this.#named++, format.extension);
      const seen = partition === '' ? final : `${partition}/${final}`;
      return { temporary: path.basename(file), file: seen, rows, bytes };
    });
    this.#waiting.push(...named);
    return named;
  }

  /** Those that do not wait any more are seen already. */
  async #show(segments: readonly PreparedSegment[]): Promise<void> {
    const { folder } = this.#whenOpen();
    if (segments.length === 0) return;
    const files = new Set(segments.map(({ file }) => file));
    for (const segment of this.#waiting.filter(({ file }) => files.has(file))) {
      await folder.show(segment);
      this.#waiting = this.#waiting.filter((one) => one !== segment);
    }
    await folder.sync();
  }

  #whenOpen(): Opened<T> {
    if (this.#opened === undefined) throw new Error(`${this.kind} is not open`);
    return this.#opened;
  }

  /** After a failed write nobody knows what is on the disk: nothing more is taken then. */
  async #lasting<R>(work: (opened: Opened<T>) => Promise<R>): Promise<R> {
    if (this.#failure !== undefined) throw this.#failure.error;
    try {
      return await this.#guarded(() => work(this.#whenOpen()));
    } catch (error) {
      this.#failure = { error };
      throw error;
    }
  }

  async #guarded<R>(work: () => Promise<R>): Promise<R> {
    try {
      return await work();
    } catch (error) {
      throw writeError(this.kind, this.#setup.folder, error);
    }
  }
}
