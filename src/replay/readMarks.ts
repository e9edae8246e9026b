/** A place in what is read, from which it can be read again. */
export interface ReadMark {
  /** The place, as the source saved it; undefined for its beginning. */
  readonly at: unknown;
  /** How many values were read before it. */
  readonly before: number;
  /** All values before it have been given when what was given has reached this. */
  readonly due: number;
}

/** Where reading can begin again, and how many of the values from there on were given. */
export interface ReadPlace {
  readonly at: unknown;
  readonly given: number;
}

/** Knows the last mark before which nothing waits. State: the marks behind it. */
export class ReadMarks {
  #last: ReadMark;
  #open: ReadMark[] = [];

  constructor(at: unknown) {
    this.#last = { at, before: 0, due: -Infinity };
  }

  /** Takes a mark behind all others. */
  add(mark: ReadMark): void {
    this.#open.push(mark);
  }

  /** How many values were read before the newest mark. */
  get newest(): number {
    return (this.#open.at(-1) ?? this.#last).before;
  }

  /** @param given how many values were given in all @param reached how far that is, as `due` counts it */
  place(given: number, reached: number): ReadPlace {
    const later = this.#open.findIndex(({ due }) => due > reached);
    const passed = this.#open.splice(0, later < 0 ? this.#open.length : later);
    this.#last = passed.at(-1) ?? this.#last;
    const { at, before } = this.#last;
    return { at, given: given - before };
  }
}
