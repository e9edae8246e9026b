import type { Subscriber } from 'rxjs';
import { callbackError, StreamError } from '../../operators/index.ts';
import type { Handlers, RowSource, Rows } from '../../operators/index.ts';
import { DeliveredRows } from './deliveredRows.ts';
import { ReorderBuffer } from './reorderBuffer.ts';
import type { ReorderBounds } from './reorderBuffer.ts';
import { RowRun } from './rowRun.ts';
import { SteeredInput } from './steeredInput.ts';
import type { Progress } from './steeredInput.ts';

/** What one subscription works with. */
export interface ReorderingSetup<T> {
  readonly source: RowSource<T>;
  /** The source that is made of it. */
  readonly made: RowSource<T>;
  readonly bounds: ReorderBounds;
  readonly chunkSize: number;
  readonly destination: Subscriber<Rows<T>>;
}

type Marked = Pick<Rows<unknown>, 'control' | 'pressure'>;

/** One subscription to a source that is brought into another order. `W` is what waits for a row. */
export class Reordering<T, W> {
  readonly buffer: ReorderBuffer<W>;
  readonly #setup: ReorderingSetup<T>;
  readonly #run: RowRun<T>;
  readonly #delivered: DeliveredRows<T>;
  readonly #steered: SteeredInput | undefined;

  constructor(setup: ReorderingSetup<T>, rowOf: (waiting: W) => T) {
    const { source, made, bounds, chunkSize, destination } = setup;
    this.#setup = setup;
    this.#run = new RowRun<T>(chunkSize, (full) => destination.next(full));
    this.#steered =
      made.control &&
      new SteeredInput('reorder', source, made.control, {
        isClosed: () => destination.closed,
        progress: () => this.#progress(),
        mark: (control) => this.#run.flush(control),
        halt: () => undefined,
        complete: () => destination.complete(),
      });
    const delivered = new DeliveredRows<T>(this.#run, this.#steered?.skipped ?? 0);
    this.#delivered = delivered;
    this.buffer = new ReorderBuffer<W>(bounds, (waiting, delivery) =>
      delivered.add(rowOf(waiting), delivery),
    );
  }

  /** Connects to the source, by what connects. */
  connect(connect: () => void): void {
    if (this.#steered === undefined) connect();
    else this.#steered.connect(this.#setup.source, connect);
  }

  /** What surely came before a failure in the order of delivery goes out first. */
  handlers<R extends Marked>(add: (rows: R) => void): Handlers<R> {
    const { destination } = this.#setup;
    return {
      next: (rows) => {
        try {
          this.#run.pressure = rows.pressure;
          add(rows);
          this.#pass(rows.control);
        } catch (error) {
          this.#fail(callbackError('reorder', error));
        }
      },
      error: (error) => this.#fail(error),
      complete: () => this.#end(() => destination.complete()),
    };
  }

  #pass(control: Marked['control']): void {
    const steered = this.#steered;
    if (control === undefined) return;
    if (steered !== undefined) {
      if (steered.take(control)) this.#end(() => steered.end());
      return;
    }
    if (control.kind === 'barrier') throw notSavable();
    this.#run.flush(control);
  }

  #end(end: () => void): void {
    this.buffer.end();
    this.#run.flush();
    end();
  }

  #fail(error: unknown): void {
    this.buffer.breakOff();
    this.#run.flush();
    this.#setup.destination.error(error);
  }

  #progress(): Progress {
    const { given, reached } = this.#delivered;
    return { read: this.buffer.seen, given, reached, due: this.buffer.horizon + 1 };
  }
}

function notSavable(): StreamError {
  const text = 'reorder: the rows that wait cannot be saved, but a barrier came';
  const fix = 'put the barrier into the reordered source by its control, as a graph does';
  return new StreamError('MILLRACE_STATE_NOT_SAVABLE', `${text}; ${fix}`);
}
