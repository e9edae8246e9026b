import { EXHAUSTED, SnapshotCollector, SnapshotReader } from '../../operators/index.ts';
import type {
  Barrier,
  RowSource,
  Rows,
  SourceControl,
  SourceHandle,
} from '../../operators/index.ts';
import { BEGINNING, readPosition } from '../sources/index.ts';
import type { SourcePosition } from '../sources/index.ts';
import { ReadMarks } from './readMarks.ts';

/** How far a source that is made of another has come; left-out values count as given. */
export interface Progress {
  /** How many values were read, of those that are ever given. */
  readonly read: number;
  readonly given: number;
  /** How far `given` is: what was read before a mark has been given when this is at least the mark's `due`. */
  readonly reached: number;
  /** The `due` of a mark behind what was read. */
  readonly due: number;
}

/** What is steered. */
export interface SteeredOutput {
  /** Whether nobody takes anything any more. */
  isClosed(): boolean;
  progress(): Progress;
  /** Sends a mark behind all that was given. */
  mark(control: Control): void;
  /** Gives nothing more. */
  halt(): void;
  complete(): void;
}

type Control = NonNullable<Rows<unknown>['control']>;

/** Values between two marks in what is read, at the least. */
const MARK_EVERY = 1_024;
const NAME = 'source';
const NEVER = new Promise<never>(() => undefined);

/**
 * Steers a source that is made of another, for one subscription. With a checkpoint it lets a barrier of
 * its own pass through the other source: that marks a place in what is read. A position is the
 * last mark before which everything has been given, and how many values were given since; after a
 * restart the other source goes on at the mark, and so many are left out.
 */
export class SteeredInput implements SourceHandle {
  /** How many of the first values are left out, because they were given before a restart. */
  readonly skipped: number;
  readonly #control: SourceControl;
  readonly #output: SteeredOutput;
  readonly #saved: SourcePosition;
  readonly #marks: ReadMarks;
  #input: SourceHandle | undefined;
  #isExhausted: boolean;
  #halted = false;

  constructor(
    owner: string,
    source: RowSource<unknown>,
    control: SourceControl,
    output: SteeredOutput,
  ) {
    this.#control = control;
    this.#output = output;
    const saved =
      source.steering === 'positions' ? control.restore.state.find(control.name) : undefined;
    this.#saved = saved === undefined ? BEGINNING : readPosition(owner, saved.state);
    this.#marks = new ReadMarks(this.#saved.at);
    this.#isExhausted = this.#saved.isExhausted;
    this.skipped = this.#saved.given;
  }

  /** Connects to the other source, which is then steered by this. */
  connect(source: RowSource<unknown>, connect: () => void): void {
    const { at } = this.#saved;
    const snapshot = at === undefined ? {} : { [NAME]: at };
    const before = source.control;
    source.control = {
      name: NAME,
      restore: { kind: 'restore', state: new SnapshotReader(snapshot, () => true) },
      ready: () => this.#ready(),
      begin: (input) => this.#begin(input),
      exhausted: () => undefined,
    };
    connect();
    source.control = before;
  }

  /** Takes a mark of the other source, behind its values. @returns whether it has given all it has */
  take(control: Control): boolean {
    if (control.kind === 'restore') this.#output.mark(this.#control.restore);
    if (control.kind === 'barrier' && control.collector instanceof SnapshotCollector)
      this.#note(control.collector.snapshot);
    return control.kind === 'exhausted';
  }

  /** Everything has been given. */
  end(): void {
    if (this.#halted || this.#output.isClosed()) return;
    this.#isExhausted = true;
    this.#output.mark(EXHAUSTED);
    this.#control.exhausted();
  }

  send(barrier: Barrier): void {
    if (this.#output.isClosed()) return;
    const { given, reached, read } = this.#output.progress();
    const place = this.#marks.place(given, reached);
    const position: SourcePosition = { ...place, isExhausted: this.#isExhausted };
    barrier.collector.put(this.#control.name, position);
    this.#output.mark(barrier);
    if (read - this.#marks.newest < MARK_EVERY) return;
    this.#input?.send({ kind: 'barrier', id: barrier.id, collector: new SnapshotCollector() });
  }

  halt(): void {
    this.#halted = true;
    this.#input?.halt();
    this.#output.halt();
  }

  complete(): void {
    this.#output.complete();
  }

  #begin(input: SourceHandle): void {
    this.#input = input;
    this.#control.begin(this);
  }

  /** The other source gives nothing, for good, where everything was given before. */
  async #ready(): Promise<void> {
    await this.#control.ready();
    if (!this.#isExhausted) return;
    this.end();
    await NEVER;
  }

  #note(snapshot: Readonly<Record<string, unknown>>): void {
    const { read, due } = this.#output.progress();
    this.#marks.add({ at: snapshot[NAME], before: read, due });
  }
}
