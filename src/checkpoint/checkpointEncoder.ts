import { StateView, StreamError } from '../../operators/index.ts';
import type { Snapshot, StateEntry } from '../../operators/index.ts';
import type { Runtime } from '../runtime/index.ts';
import { ByteWriter } from './byteWriter.ts';
import type { CheckpointHeader } from './checkpointHeader.ts';
import { frameKinds, FrameWriter } from './frame.ts';
import { Slices } from './slices.ts';
import { findUnsavable, unsavable } from './unsavable.ts';
import { ValueWriter } from './valueWriter.ts';

/** The body of a frame is about so large. */
const FRAME_BYTES = 64 * 1024;
/** Bytes are given on when there are so many. */
const PIECE_BYTES = 192 * 1024;
/** No checkpoint is larger: a file of more bytes cannot be read at once. */
const MOST_BYTES = 2 ** 31 - 2 ** 20;
/** So many entries are read from a view at a time. */
const ENTRIES = 128;
/** After so many steps the clock is looked at. */
const STEPS = 256;

/** Writes a checkpoint piece by piece, in slices between which the graph goes on. */
export class CheckpointEncoder {
  readonly #out = new ByteWriter(PIECE_BYTES + FRAME_BYTES + 8 * 1024);
  readonly #frames = new FrameWriter(this.#out);
  readonly #values = new ValueWriter(this.#out);
  readonly #slices: Slices;
  readonly #header: CheckpointHeader;
  readonly #snapshot: Snapshot;
  #bytes = 0;
  #entries = 0;

  readonly #mostBytes: number;

  constructor(
    header: CheckpointHeader,
    snapshot: Snapshot,
    runtime: Runtime,
    mostBytes: number = MOST_BYTES,
  ) {
    this.#mostBytes = mostBytes;
    this.#header = header;
    this.#snapshot = snapshot;
    this.#slices = new Slices(runtime);
  }

  /** How many bytes were given on. */
  get bytes(): number {
    return this.#bytes;
  }

  /** How many entries of views were read. */
  get entries(): number {
    return this.#entries;
  }

  /** Everything, once. */
  async *pieces(): AsyncGenerator<Uint8Array, void, undefined> {
    this.#frame(frameKinds.header, this.#header, 'the facts of a checkpoint');
    for (const [path, state] of Object.entries(this.#snapshot)) {
      const view = state instanceof StateView ? state : undefined;
      const isChanges = view?.isChanges ?? false;
      this.#frame(frameKinds.part, { path, isView: view !== undefined, isChanges }, path);
      yield* this.#data(path, view === undefined ? state : view.head);
      if (view !== undefined) yield* this.#view(path, view);
    }
    const parts = Object.keys(this.#snapshot).length;
    this.#frame(
      frameKinds.footer,
      { parts, frames: this.#frames.count, entries: this.#entries },
      '',
    );
    yield this.#take();
  }

  #frame(kind: number, value: unknown, place: string): void {
    this.#frames.begin(kind);
    this.#placed(place, value, () => this.#values.write(value));
    this.#end();
  }

  /** Data of any size, in frames that belong together. */
  async *#data(path: string, value: unknown): AsyncGenerator<Uint8Array, void, undefined> {
    this.#frames.begin(frameKinds.data);
    const steps = this.#values.writeSteps(value);
    let step = 0;
    while (!this.#placed(path, value, () => steps.next()).done) {
      if (this.#frames.bodyBytes >= FRAME_BYTES) {
        this.#frames.end();
        if (this.#isFull) yield this.#take();
        this.#frames.begin(frameKinds.data);
      }
      step += 1;
      if (step % STEPS === 0 && this.#slices.isOver) await this.#slices.turn();
    }
    this.#end();
    if (this.#isFull) yield this.#take();
  }

  /** The entries of a view, in frames that can be read alone. */
  async *#view(path: string, view: StateView): AsyncGenerator<Uint8Array, void, undefined> {
    for (let more = true; more;) {
      this.#frames.begin(frameKinds.entries);
      while (more && this.#frames.bodyBytes < FRAME_BYTES) {
        if (this.#slices.isOver) await this.#slices.turn();
        const entries = view.read(ENTRIES);
        more = entries.length > 0;
        for (const entry of entries) this.#entry(path, entry);
      }
      this.#end();
      if (this.#isFull) yield this.#take();
    }
  }

  #entry(path: string, entry: StateEntry): void {
    const [id, content] = entry;
    this.#entries += 1;
    try {
      this.#values.write(id);
      this.#values.write(content);
    } catch (error) {
      throw placed(error, `'${path}', entry ${typeof id === 'string' ? `'${id}'` : id}`, content);
    }
  }

  #placed<R>(path: string, value: unknown, write: () => R): R {
    try {
      return write();
    } catch (error) {
      throw placed(error, `'${path}'`, value);
    }
  }

  #end(): void {
    this.#frames.end();
    this.#values.reset();
  }

  get #isFull(): boolean {
    return this.#out.size >= PIECE_BYTES;
  }

  #take(): Uint8Array {
    const taken = this.#out.take();
    this.#bytes += taken.length;
    if (this.#bytes > this.#mostBytes) throw tooLarge(this.#mostBytes);
    return taken;
  }
}

function tooLarge(mostBytes: number): StreamError {
  const text = `checkpoint: the state is larger than ${mostBytes} bytes`;
  const fix = 'keep less of it: shorter windows, a time to live, fewer keys';
  return new StreamError('MILLRACE_STATE_NOT_SAVABLE', `${text}; ${fix}`);
}

/** The error with the place in the snapshot. */
function placed(error: unknown, path: string, value: unknown): unknown {
  const found = findUnsavable(value);
  return found === undefined ? error : unsavable(found.value, `${path} ${found.place}`.trimEnd());
}
