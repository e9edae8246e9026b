import { Subscription } from 'rxjs';
import type { Subscriber } from 'rxjs';
import { RowSource, StreamError } from '../../operators/index.ts';
import type { Chunk, Milliseconds, Pressure, Rows, Stream } from '../../operators/index.ts';
import type { Cancel, Runtime } from '../runtime/index.ts';
import type { RecordingInfo } from './recordingInfo.ts';
import { RecordingWriter } from './recordingWriter.ts';
import type { WriterSetup } from './recordingWriter.ts';

/** What one run of `writeRecording` works with. */
export interface SinkSetup<T> {
  readonly writer: Omit<WriterSetup<T>, 'onHeld' | 'onError'>;
  /** Rows wait so long for their block to be full. */
  readonly flushAfter: Milliseconds;
  /** Whether the clock's time is recorded as the arrival. */
  readonly clocked: boolean;
  readonly runtime: Runtime;
  readonly subscriber: Subscriber<RecordingInfo>;
  readonly explain: (error: unknown) => unknown;
}

/** Hands what comes to the writer, flushes it in time, and closes the file at the end. */
export class RecordingSink<T> {
  readonly #setup: SinkSetup<T>;
  readonly #handles = new Set<Pressure>();
  readonly #source = new Subscription();
  #writer: RecordingWriter<T> | undefined;
  #timer: Cancel | undefined;
  #ended = false;

  constructor(setup: SinkSetup<T>) {
    this.#setup = setup;
  }

  start(source: Stream<T> | RowSource<T>): void {
    void this.#run(source);
  }

  stop(): void {
    void this.#end(undefined);
  }

  /** The source is subscribed to when the file is open: it need not be held back before. */
  async #run(source: Stream<T> | RowSource<T>): Promise<void> {
    const { writer, subscriber, explain } = this.#setup;
    try {
      const onHeld = (rows: number): void => this.#report(rows);
      const onError = (error: unknown): void => this.#fail(error);
      this.#writer = await RecordingWriter.open<T>({ ...writer, onHeld, onError });
    } catch (error) {
      subscriber.error(explain(error));
      return;
    }
    // Unsubscribed from while the file was being opened.
    if (this.#ended) await this.#writer.close().catch(() => undefined);
    else this.#subscribe(source, this.#writer);
  }

  #subscribe(source: Stream<T> | RowSource<T>, writer: RecordingWriter<T>): void {
    const error = (cause: unknown): void => this.#fail(cause);
    const complete = (): void => void this.#end(undefined);
    const rows = (next: Rows<T>): void =>
      this.#take(next, () => writer.addRows({ ...next, arrivals: this.#arrivalsOf(next) }));
    const chunk = (next: Chunk<T>): void =>
      this.#take(next, () => {
        if (!isChunk(next)) throw notAStream();
        writer.addChunk({ ...next, arrivals: this.#arrivalsOf(next) });
      });
    const subscription =
      source instanceof RowSource
        ? source.rows.subscribe({ next: rows, error, complete })
        : source.subscribe({ next: chunk, error, complete });
    this.#source.add(subscription);
  }

  #arrivalsOf({ values, arrivals }: Rows<T> | Chunk<T>): readonly Milliseconds[] | undefined {
    const { clocked, runtime } = this.#setup;
    if (!clocked) return arrivals;
    return new Array<number>(values.length).fill(Math.floor(runtime.now()));
  }

  #take(next: Pick<Rows<T>, 'pressure'>, add: () => void): void {
    if (this.#ended) return;
    if (next?.pressure !== undefined) this.#handles.add(next.pressure);
    try {
      add();
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#timer ??= this.#setup.runtime.setTimer(() => this.#flush(), this.#setup.flushAfter);
  }

  #flush(): void {
    this.#timer = undefined;
    try {
      this.#writer?.flush();
    } catch (error) {
      this.#fail(error);
    }
  }

  #report(rows: number): void {
    for (const handle of this.#handles) handle.report(this, rows);
  }

  #fail(error: unknown): void {
    void this.#end({ error });
  }

  async #end(failure: { readonly error: unknown } | undefined): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    this.#source.unsubscribe();
    this.#timer?.();
    const { subscriber, explain } = this.#setup;
    try {
      const info = await this.#writer?.close();
      if (failure !== undefined) throw failure.error;
      if (info !== undefined) subscriber.next(info);
      subscriber.complete();
    } catch (error) {
      subscriber.error(explain(failure?.error ?? error));
    } finally {
      this.#report(0);
    }
  }
}

function isChunk(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'watermark' in value && 'values' in value;
}

function notAStream(): StreamError {
  const text = 'writeRecording: the source is neither a stream nor a source of rows';
  const fix = 'enter a stream with eventTime() or processingTime() before it';
  return new StreamError('MILLRACE_NOT_A_STREAM', `${text}; ${fix}`);
}
