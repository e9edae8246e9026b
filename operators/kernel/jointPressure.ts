import { Pressure } from './pressure.ts';

/** What a boundary has reported. */
interface Report {
  readonly depth: number;
  readonly gathered: number;
}

/**
 * The handle behind an operator with several inputs: what is reported to it is reported to the handle
 * of each input, so that none of their sources runs ahead of what waits behind them all. An input
 * whose first chunk comes later hears at once what is held. State: two numbers a boundary.
 */
export class JointPressure extends Pressure {
  readonly #members = new Set<Pressure>();
  readonly #reports = new Map<object, Report>();

  /** How many handles have been seen. */
  get size(): number {
    return this.#members.size;
  }

  /** A chunk with this handle has come by an input. */
  see(member: Pressure | undefined): void {
    // Where a stream is led back to where it came from, its own handle comes with it.
    if (member === undefined || member === this || this.#members.has(member)) return;
    this.#members.add(member);
    for (const [boundary, { depth, gathered }] of this.#reports)
      member.report(boundary, depth, gathered);
  }

  override get sources(): ReadonlySet<Pressure> {
    return this.#addSources(new Set(), new Set());
  }

  override get paused(): boolean {
    return [...this.sources].some(({ paused }) => paused);
  }

  override report(boundary: object, depth: number, gathered: number = 0): void {
    const known = this.#reports.get(boundary);
    if ((known?.depth ?? 0) === depth && (known?.gathered ?? 0) === gathered) return;
    if (depth === 0) this.#reports.delete(boundary);
    else this.#reports.set(boundary, { depth, gathered });
    super.report(boundary, depth, gathered);
    for (const member of this.#members) member.report(boundary, depth, gathered);
  }

  override whenClear(callback: () => void): () => void {
    const paused = [...this.sources].find((source) => source.paused);
    if (paused === undefined) {
      callback();
      return () => undefined;
    }
    let cancel = paused.whenClear(() => {
      cancel = this.whenClear(callback);
    });
    return () => cancel();
  }

  override watch(callback: () => void): () => void {
    const ends = [...this.sources].map((source) => source.watch(callback));
    return () => {
      for (const end of ends) end();
    };
  }

  #addSources(found: Set<Pressure>, visited: Set<Pressure>): ReadonlySet<Pressure> {
    if (visited.has(this)) return found;
    visited.add(this);
    for (const member of this.#members) {
      if (member instanceof JointPressure) member.#addSources(found, visited);
      else found.add(member);
    }
    return found;
  }
}
