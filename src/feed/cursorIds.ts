/** The subscriptions that share a position, and where those stand that had been further than it is now. */
export class CursorIds {
  readonly #all = new Set<number>();
  readonly #ahead = new Map<number, number>();

  get all(): ReadonlySet<number> {
    return this.#all;
  }

  /** The offset of the next event for a subscription, where everything below `told` has been told. */
  positionOf(id: number, told: number): number {
    return Math.max(told, this.#ahead.get(id) ?? 0);
  }

  /** One more begins at an offset; the others know by their own what comes again for it. */
  add(id: number, offset: number, told: number): void {
    for (const other of this.#all) this.#ahead.set(other, this.positionOf(other, told));
    this.#ahead.set(id, offset);
    this.#all.add(id);
  }

  /** Nothing stays of one that is over: a client may subscribe anew as often as it likes. */
  delete(id: number): void {
    this.#all.delete(id);
    this.#ahead.delete(id);
  }
}
