import type { Milliseconds } from './duration.ts';
import type { Pressure } from './pressure.ts';
import type { UnionWatermark } from './unionWatermark.ts';

/**
 * Pauses the sources of inputs that are too far ahead of the others, or of which too many events
 * wait for the others, by their pressure handles. A source that also feeds an input which is not
 * ahead goes on, since that one waits for it; so the last input always comes nearer.
 */
export class UnionDrift {
  readonly #max: Milliseconds;
  readonly #clock: UnionWatermark;
  readonly #crowded: ((input: number) => boolean) | undefined;
  readonly #handles: readonly Set<Pressure>[];
  readonly #ended = new Set<number>();
  readonly #paused = new Set<Pressure>();

  /** @param crowded whether much of what an input gave waits for the others; undefined where none does */
  constructor(
    inputs: number,
    max: Milliseconds,
    clock: UnionWatermark,
    crowded: ((input: number) => boolean) | undefined,
  ) {
    this.#max = max;
    this.#clock = clock;
    this.#crowded = crowded;
    this.#handles = Array.from({ length: inputs }, () => new Set<Pressure>());
  }

  /** Values of this source have come by this input. */
  see(input: number, pressure: Pressure | undefined): void {
    if (pressure !== undefined) this.#handles[input]?.add(pressure);
  }

  end(input: number): void {
    this.#ended.add(input);
  }

  /** Whether sources of this input are paused here. */
  isPaused(input: number): boolean {
    return this.#sources(input).some((source) => this.#paused.has(source));
  }

  /** The watermarks have changed. A source may go on within this call. */
  update(): void {
    if (this.#max === Infinity && this.#crowded === undefined) return;
    const wanted = this.#ahead();
    if (wanted.size === 0 && this.#paused.size === 0) return;
    for (const handle of wanted) {
      this.#paused.add(handle);
      handle.report(this, handle.high);
    }
    this.#release([...this.#paused].filter((handle) => !wanted.has(handle)));
  }

  stop(): void {
    this.#release([...this.#paused]);
  }

  #ahead(): Set<Pressure> {
    const open = [...this.#handles.keys()].filter((input) => !this.#ended.has(input));
    const ahead = open.filter((input) => this.#isAhead(input));
    if (ahead.length === 0) return new Set();
    const wanted = new Set(ahead.flatMap((input) => this.#sources(input)));
    for (const input of open) {
      if (ahead.includes(input)) continue;
      for (const source of this.#sources(input)) wanted.delete(source);
    }
    return wanted;
  }

  /** The sources of an input: more than one where it comes from a union. */
  #sources(input: number): readonly Pressure[] {
    return [...(this.#handles[input] ?? [])].flatMap((handle) => [...handle.sources]);
  }

  #isAhead(input: number): boolean {
    if (this.#max !== Infinity && this.#clock.isAhead(input, this.#max)) return true;
    return this.#crowded?.(input) === true && this.#clock.leads(input);
  }

  #release(handles: readonly Pressure[]): void {
    for (const handle of handles) {
      if (this.#paused.delete(handle)) handle.report(this, 0);
    }
  }
}
