import { makeRows } from '../../operators/index.ts';
import type { Milliseconds, Pressure, Rows } from '../../operators/index.ts';

/** Gathers values with their arrival times into runs of one size. */
export class RowRun<T> {
  readonly #chunkSize: number;
  readonly #send: (rows: Rows<T>) => void;
  #values: T[] = [];
  #arrivals: Milliseconds[] = [];
  /** The handle that goes out with the runs. */
  pressure: Pressure | undefined;

  constructor(chunkSize: number, send: (rows: Rows<T>) => void) {
    this.#chunkSize = chunkSize;
    this.#send = send;
  }

  add(value: T, arrival: Milliseconds): void {
    this.#values.push(value);
    this.#arrivals.push(arrival);
    if (this.#values.length >= this.#chunkSize) this.flush();
  }

  flush(control?: Rows<T>['control']): void {
    const [values, arrivals] = [this.#values, this.#arrivals];
    if (values.length === 0 && control === undefined) return;
    this.#values = [];
    this.#arrivals = [];
    this.#send(makeRows({ values, arrivals, control, pressure: this.pressure }));
  }
}
