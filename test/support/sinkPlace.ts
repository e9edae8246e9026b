import type { Sink } from '../../src/sinks/index.ts';
import type { Crash } from './crash.ts';

/** A row of the contract: numbered from 0 on, in the order in which the sink gets them. */
export interface ContractRow {
  readonly id: number;
  readonly text: string;
}

/** A place for results that is empty at first: a folder, a table, a list. */
export interface SinkPlace {
  /**
   * Makes a sink for it, as each start of the program does. Its effects on the outside should go through
   * `crash.around`, so that the process can end between any two of them, also within one call.
   */
  readonly make: (crash: Crash) => Sink<ContractRow>;
  /** The `id` of each row that a reader sees now, in the order in which he finds them. */
  readonly visibleRows: () => Promise<readonly number[]> | readonly number[];
}
