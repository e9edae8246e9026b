import type { Sink, SinkContext, SinkRow } from '../../src/sinks/index.ts';
import type { Life } from './life.ts';
import type { Row } from './row.ts';
import type { World } from './world.ts';

const HIDDEN = '.hidden';

/** A folder of files that hold the rows between two checkpoints each, and appear when they are committed. */
export class SimSegments {
  readonly #world: World;
  readonly #folder: string;

  constructor(world: World, name: string) {
    this.#world = world;
    this.#folder = `/${name}`;
  }

  /** What can be seen from outside. */
  rows(): readonly Row[] {
    const { disk } = this.#world;
    const shown = disk.list(this.#folder).filter((file) => !file.endsWith(HIDDEN));
    return shown
      .sort((a, b) => Number(a) - Number(b))
      .flatMap((file) => readRows(disk.read(`${this.#folder}/${file}`)));
  }

  sink(life: Life): Sink<Row> {
    return new SegmentSink(this.#world, life, this.#folder);
  }
}

function readRows(bytes: Uint8Array): Row[] {
  const lines = Buffer.from(bytes).toString().split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Row);
}

class SegmentSink implements Sink<Row> {
  readonly kind = 'segments';
  readonly #world: World;
  readonly #life: Life;
  readonly #folder: string;
  /** The number of the segment that is being written. */
  #number = 1;
  #isBegun = false;

  constructor(world: World, life: Life, folder: string) {
    this.#world = world;
    this.#life = life;
    this.#folder = folder;
  }

  async open({ saved }: SinkContext): Promise<void> {
    const { last } = (saved ?? { last: 0 }) as { readonly last: number };
    this.#number = last + 1;
    const { disk } = this.#world;
    await this.#life.io('sink.open', this.#folder, () => {
      for (const file of disk.list(this.#folder))
        if (parseInt(file, 10) > last) disk.remove(`${this.#folder}/${file}`);
    });
    await this.commit({ last });
  }

  write(rows: readonly SinkRow<Row>[]): Promise<void> {
    const { disk } = this.#world;
    const text = rows.map(({ value }) => `${JSON.stringify(value)}\n`).join('');
    return this.#life.io('sink.write', `${this.#folder} ${rows.length} rows`, () => {
      if (!this.#isBegun) disk.create(this.#hidden(this.#number));
      this.#isBegun = true;
      disk.append(this.#hidden(this.#number), Buffer.from(text));
    });
  }

  async prepare(checkpoint: number): Promise<unknown> {
    const { disk } = this.#world;
    const last = this.#number;
    await this.#life.io('sink.prepare', `${this.#folder} for ${checkpoint}`, () => undefined);
    if (this.#isBegun) {
      await this.#life.io('disk.sync', this.#folder, () => disk.sync(this.#hidden(last)));
      await this.#life.io('disk.sync', this.#folder, () => disk.syncFolder(this.#folder));
    }
    this.#number = last + 1;
    this.#isBegun = false;
    return { last };
  }

  async commit(prepared: unknown): Promise<void> {
    const { last } = prepared as { readonly last: number };
    const { disk } = this.#world;
    await this.#life.io('sink.commit', `${this.#folder} ${last}`, () => {
      for (const file of disk.list(this.#folder)) {
        const number = parseInt(file, 10);
        if (file.endsWith(HIDDEN) && number <= last)
          disk.rename(this.#hidden(number), `${this.#folder}/${number}`);
      }
    });
    await this.#life.io('disk.rename', this.#folder, () => disk.syncFolder(this.#folder));
  }

  close(): Promise<void> {
    return this.#life.io('sink.close', this.#folder, () => undefined);
  }

  #hidden(number: number): string {
    return `${this.#folder}/${number}${HIDDEN}`;
  }
}
