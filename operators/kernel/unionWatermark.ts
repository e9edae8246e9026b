import { watermarkBefore } from './chunk.ts';
import type { Chunk } from './chunk.ts';
import type { Milliseconds } from './duration.ts';

/** What a union knows of the clock of one of its inputs. */
interface InputClock {
  watermark: Milliseconds;
  idle: boolean;
  /** Came back from being idle behind the combined watermark, and has not caught up yet. */
  behind: boolean;
}

/**
 * The combined watermark of several inputs: the smallest of those that count. An input counts unless
 * it is idle, at its end (watermark Infinity), or still behind after it was idle. The combined
 * watermark never goes back; while no input counts it stays, and at the end of all it is Infinity.
 */
export class UnionWatermark {
  readonly #clocks: InputClock[];
  #combined: Milliseconds = -Infinity;

  constructor(inputs: number) {
    this.#clocks = Array.from({ length: inputs }, () => ({
      watermark: -Infinity,
      idle: false,
      behind: false,
    }));
  }

  get combined(): Milliseconds {
    return this.#combined;
  }

  /** Whether there are inputs left and all of them are idle. */
  get idle(): boolean {
    const open = this.#clocks.filter(({ watermark }) => watermark < Infinity);
    return open.length > 0 && open.every(({ idle }) => idle);
  }

  /**
   * Takes the watermarks of an input's chunk.
   *
   * @returns the combined watermark before each value; one number where it is the same for all
   */
  take(index: number, chunk: Chunk<unknown>): Milliseconds | readonly Milliseconds[] {
    const clock = this.#clocks[index] as InputClock;
    const others = this.#smallest(index);
    if (chunk.values.length > 0) this.#wake(clock);
    const before = this.#columnOf(clock, chunk, others);
    if (chunk.watermark > clock.watermark) this.#wake(clock);
    this.#step(clock, chunk.watermark, others);
    return before;
  }

  /** The input is silent: it does not count until its next value or watermark. */
  rest(index: number): void {
    const clock = this.#clocks[index] as InputClock;
    clock.idle = true;
    clock.behind = false;
    this.#raise(this.#smallest());
  }

  /** The input has ended. */
  end(index: number): void {
    (this.#clocks[index] as InputClock).watermark = Infinity;
    this.#raise(this.#smallest());
  }

  snapshot(): unknown {
    const inputs = this.#clocks.map(({ watermark, idle, behind }) => [watermark, idle, behind]);
    return { combined: this.#combined, inputs };
  }

  /** @returns whether the state was of the form that `snapshot` gives, for as many inputs */
  restore(state: unknown): boolean {
    if (!isSaved(state, this.#clocks.length)) return false;
    this.#combined = state.combined;
    for (const [index, [watermark, idle, behind]] of state.inputs.entries()) {
      this.#clocks[index] = { watermark, idle, behind };
    }
    return true;
  }

  #columnOf(
    clock: InputClock,
    chunk: Chunk<unknown>,
    others: Milliseconds,
  ): Milliseconds | readonly Milliseconds[] {
    const { before, values } = chunk;
    if (values.length === 0) return this.#combined;
    if (typeof before === 'number') return this.#step(clock, before, others);
    const first = this.#step(clock, watermarkBefore(chunk, 0), others);
    const column = before.map((own) => this.#step(clock, own, others));
    return column.at(-1) === first ? first : column;
  }

  #wake(clock: InputClock): void {
    if (clock.idle) clock.behind = clock.watermark < this.#combined;
    clock.idle = false;
  }

  /** The input's own watermark is now `own`: returns the combined one. */
  #step(clock: InputClock, own: Milliseconds, others: Milliseconds): Milliseconds {
    clock.watermark = Math.max(clock.watermark, own);
    if (clock.watermark >= this.#combined) clock.behind = false;
    const counts = !clock.idle && !clock.behind && clock.watermark < Infinity;
    return this.#raise(counts ? Math.min(clock.watermark, others) : others);
  }

  /** Infinity means that no input counts: only the end of all of them raises the watermark then. */
  #raise(smallest: Milliseconds): Milliseconds {
    const known =
      smallest < Infinity || this.#clocks.every(({ watermark }) => watermark === Infinity);
    if (known) this.#combined = Math.max(this.#combined, smallest);
    return this.#combined;
  }

  #smallest(except?: number): Milliseconds {
    let smallest = Infinity;
    for (const [index, clock] of this.#clocks.entries()) {
      const counts = index !== except && !clock.idle && !clock.behind;
      if (counts && clock.watermark < smallest) smallest = clock.watermark;
    }
    return smallest;
  }
}

interface SavedClocks {
  readonly combined: Milliseconds;
  readonly inputs: readonly (readonly [Milliseconds, boolean, boolean])[];
}

function isSaved(state: unknown, inputs: number): state is SavedClocks {
  if (typeof state !== 'object' || state === null) return false;
  if (!('combined' in state) || typeof state.combined !== 'number' || !('inputs' in state))
    return false;
  return (
    Array.isArray(state.inputs) &&
    state.inputs.length === inputs &&
    state.inputs.every(Array.isArray)
  );
}
