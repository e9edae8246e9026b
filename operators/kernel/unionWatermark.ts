import { watermarkBefore } from './chunk.ts';
import type { Chunk } from './chunk.ts';
import type { Milliseconds } from './duration.ts';
import type { InputState } from './operatorStream.ts';

/** What a union knows of the clock of one of its inputs. */
interface InputClock {
  watermark: Milliseconds;
  idle: boolean;
  /** Came back from being idle behind the combined watermark, and has not caught up yet. */
  behind: boolean;
  /** NaN where it is not known, as the next two: a field that is always a number costs no allocation. */
  lastTimestamp: Milliseconds;
  lastSeen: Milliseconds;
  since: Milliseconds;
}

/** The rules of a combined watermark that can be chosen. */
export interface UnionRules {
  /** Whether an input that returns behind is left out until it has caught up; else it counts at once. */
  readonly catchUp: boolean;
  /** Whether the watermark rises to the highest of all when the last input falls silent. */
  readonly highestWhenIdle: boolean;
  /** Whether a silent input counts again when it tells a higher watermark; else by its next value. */
  readonly wakeByWatermark: boolean;
}

const USUAL: UnionRules = { catchUp: true, highestWhenIdle: false, wakeByWatermark: true };

/**
 * The combined watermark of several inputs: the smallest of those that count. An input counts unless
 * it is idle, at its end (watermark Infinity), or still behind after it was idle. The combined
 * watermark never goes back; while no input counts it stays, and at the end of all it is Infinity.
 */
export class UnionWatermark {
  readonly #rules: UnionRules;
  readonly #clocks: InputClock[];
  #combined: Milliseconds = -Infinity;

  constructor(inputs: number, rules: UnionRules = USUAL) {
    this.#rules = rules;
    this.#clocks = Array.from({ length: inputs }, () => newClock(false));
  }

  get combined(): Milliseconds {
    return this.#combined;
  }

  /** Whether there are inputs left and all of them are idle. */
  get idle(): boolean {
    let open = 0;
    for (const { watermark, idle } of this.#clocks) {
      if (watermark === Infinity) continue;
      if (!idle) return false;
      open += 1;
    }
    return open > 0;
  }

  /** One input more, which does not hold the others back before it has caught up with them. */
  add(): void {
    this.#clocks.push(newClock(this.#combined > -Infinity));
  }

  /**
   * Takes the watermarks of an input's chunk.
   *
   * @param now the processing time, to tell later when the input was seen
   * @returns the combined watermark before each value; one number where it is the same for all
   */
  take(
    index: number,
    chunk: Chunk<unknown>,
    now: Milliseconds,
  ): Milliseconds | readonly Milliseconds[] {
    const clock = this.#clockAt(index);
    const { timestamps, watermark, arrivals } = chunk;
    const last = chunk.values.length - 1;
    const seen = arrivals?.[last] ?? now;
    if (last >= 0) {
      clock.lastTimestamp = timestamps[last] as number;
      clock.lastSeen = seen;
      this.#wake(clock);
    } else if (clock.idle && !this.#rules.wakeByWatermark) return this.#combined;
    if (watermark > clock.watermark) clock.since = seen;
    const others = this.#smallest(index);
    const before = this.#columnOf(clock, chunk, others);
    if (watermark > clock.watermark) this.#wake(clock);
    this.#step(clock, watermark, others);
    return before;
  }

  /** An event of an input has come, and its own watermark is at least `watermark`. */
  raise(index: number, watermark: Milliseconds): void {
    const clock = this.#clockAt(index);
    if (watermark <= clock.watermark && !clock.idle) return;
    const aside = clock.idle || clock.behind;
    this.#wake(clock);
    // One that is ahead of the smallest does not hold it.
    if (!aside && clock.watermark > this.#combined) clock.watermark = watermark;
    else this.#step(clock, watermark, this.#smallest(index));
  }

  /** The input is silent: it does not count until its next value or watermark. */
  rest(index: number): void {
    this.restAll([index]);
  }

  /** These inputs have fallen silent together. */
  restAll(indexes: readonly number[]): void {
    let counted = false;
    for (const index of indexes) {
      const clock = this.#clockAt(index);
      counted ||= counts(clock);
      clock.idle = true;
      clock.behind = false;
    }
    this.#raise(this.#smallest());
    if (counted && this.#rules.highestWhenIdle && this.idle) this.#raise(this.#highest());
  }

  /** The input is there again, though nothing came from it yet. */
  activate(index: number): void {
    this.#wake(this.#clockAt(index));
  }

  /** The input has ended. */
  end(index: number): void {
    this.#clockAt(index).watermark = Infinity;
    this.#raise(this.#smallest());
  }

  /** Whether an input that counts is further ahead than this of the last one that does. */
  isAhead(index: number, drift: Milliseconds): boolean {
    return counts(this.#clockAt(index)) && this.aheadOf(index) > drift;
  }

  /** Whether an input is ahead of the combined watermark, so that others hold that. */
  leads(index: number): boolean {
    return this.#clockAt(index).watermark > this.#combined;
  }

  /** How far an input is ahead of the last one that counts. */
  aheadOf(index: number): Milliseconds {
    let last = Infinity;
    for (const clock of this.#clocks) {
      // One that has told nothing yet may never do so.
      if (counts(clock) && clock.watermark > -Infinity) last = Math.min(last, clock.watermark);
    }
    return this.#clockAt(index).watermark - last;
  }

  /** What is known of each input. */
  states(): readonly InputState[] {
    const smallest = this.#smallest();
    return this.#clocks.map((clock, index) => ({
      ...clock,
      lastTimestamp: known(clock.lastTimestamp),
      lastSeen: known(clock.lastSeen),
      since: known(clock.since),
      name: `input ${index}`,
      ended: clock.watermark === Infinity,
      holds: counts(clock) && clock.watermark === smallest,
    }));
  }

  snapshot(): object {
    const inputs = this.#clocks.map(({ watermark, idle, behind }) => [watermark, idle, behind]);
    return { combined: this.#combined, inputs };
  }

  /** @returns whether the state was of the form that `snapshot` gives, for as many inputs */
  restore(state: unknown): boolean {
    if (!isSaved(state, this.#clocks.length)) return false;
    this.#combined = state.combined;
    for (const [index, [watermark, idle, behind]] of state.inputs.entries()) {
      this.#clocks[index] = { ...newClock(behind), watermark, idle };
    }
    return true;
  }

  #clockAt(index: number): InputClock {
    return this.#clocks[index] as InputClock;
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
    // One that is ahead of the others does not raise the combined watermark any further.
    if (clock.watermark >= others || before.length === 1) return first;
    const column = new Array<Milliseconds>(before.length);
    for (let i = 0; i < before.length; i += 1)
      column[i] = this.#step(clock, before[i] as number, others);
    return column.at(-1) === first ? first : column;
  }

  #wake(clock: InputClock): void {
    if (clock.idle) clock.behind = this.#rules.catchUp && clock.watermark < this.#combined;
    clock.idle = false;
  }

  /** The input's own watermark is now `own`: returns the combined one. */
  #step(clock: InputClock, own: Milliseconds, others: Milliseconds): Milliseconds {
    clock.watermark = Math.max(clock.watermark, own);
    if (clock.watermark >= this.#combined) clock.behind = false;
    return this.#raise(counts(clock) ? Math.min(clock.watermark, others) : others);
  }

  /** Infinity means that no input counts: only the end of all of them raises the watermark then. */
  #raise(smallest: Milliseconds): Milliseconds {
    const known =
      smallest < Infinity ||
      (this.#clocks.length > 0 && this.#clocks.every(({ watermark }) => watermark === Infinity));
    if (known) this.#combined = Math.max(this.#combined, smallest);
    return this.#combined;
  }

  #smallest(except?: number): Milliseconds {
    let smallest = Infinity;
    for (let index = 0; index < this.#clocks.length; index += 1) {
      const clock = this.#clockAt(index);
      if (index !== except && counts(clock) && clock.watermark < smallest)
        smallest = clock.watermark;
    }
    return smallest;
  }

  #highest(): Milliseconds {
    const told = this.#clocks.map(({ watermark }) => watermark);
    return Math.max(...told.filter((watermark) => watermark < Infinity));
  }
}

function counts({ idle, behind, watermark }: InputClock): boolean {
  return !idle && !behind && watermark < Infinity;
}

function newClock(behind: boolean): InputClock {
  return {
    watermark: -Infinity,
    idle: false,
    behind,
    lastTimestamp: NaN,
    lastSeen: NaN,
    since: NaN,
  };
}

function known(time: Milliseconds): Milliseconds | undefined {
  return Number.isNaN(time) ? undefined : time;
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
