import { createSink } from '../../src/sinks/index.ts';
import type { Sink } from '../../src/sinks/index.ts';

/** A receiver that takes each delivery once, as a database with the delivery's id would. */
export class OnceReceiver<T> {
  readonly rows: T[] = [];
  readonly #ids = new Set<string>();
  repeated = 0;

  sink(): Sink<T> {
    return createSink<T>({
      kind: 'receiver',
      deliver: async (rows, { id }) => {
        if (this.#ids.has(id)) this.repeated += 1;
        else this.rows.push(...rows);
        this.#ids.add(id);
      },
    });
  }
}
