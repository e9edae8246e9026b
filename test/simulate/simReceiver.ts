import { createSink } from '../../src/sinks/index.ts';
import type { Sink } from '../../src/sinks/index.ts';
import type { Life } from './life.ts';
import type { Row } from './row.ts';
import type { World } from './world.ts';

/** A receiver that outlives the program and takes each delivery once, by its id, in one transaction. */
export class SimReceiver {
  readonly #rows: Row[] = [];
  readonly #ids = new Set<string>();
  readonly #world: World;
  readonly #name: string;

  constructor(world: World, name: string) {
    this.#world = world;
    this.#name = name;
  }

  rows(): readonly Row[] {
    return this.#rows;
  }

  sink(life: Life): Sink<Row> {
    return createSink<Row>({
      kind: 'receiver',
      open: () => life.io('sink.open', this.#name, () => undefined),
      deliver: (rows, { id }) =>
        life.io('sink.commit', `${this.#name} ${id} ${rows.length} rows`, () => {
          this.#world.toldNewest();
          if (!this.#ids.has(id)) this.#rows.push(...rows);
          this.#ids.add(id);
        }),
      close: () => life.io('sink.close', this.#name, () => undefined),
    });
  }
}
