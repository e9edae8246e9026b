/**
 * The channel numbers of a feed's views, given again when a view is gone: a connection binds a number to a
 * subscription by an answer, behind everything that came under it before. Bound: `most` numbers.
 */
export class ViewChannels {
  readonly #newChannel: () => number;
  readonly #most: number;
  /** Numbers that nobody uses, by the view that had each last; the first one for the longest time. */
  readonly #free = new Map<string, number>();
  #made = 0;

  constructor(newChannel: () => number, most: number) {
    this.#newChannel = newChannel;
    this.#most = most;
  }

  /** A view that comes back gets its number again, under which its rows have their schemas. */
  take(key: string): number {
    const [oldest = key] = this.#free.keys();
    const from = this.#made < this.#most || this.#free.has(key) ? key : oldest;
    const free = this.#free.get(from);
    this.#free.delete(from);
    if (free !== undefined) return free;
    this.#made += 1;
    return this.#newChannel();
  }

  give(key: string, channel: number): void {
    this.#free.set(key, channel);
  }
}
