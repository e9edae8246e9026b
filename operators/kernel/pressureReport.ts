import type { Pressure } from './pressure.ts';

/**
 * Tells the depth of one boundary to every source that feeds it. A boundary may see several
 * handles; each of them hears the whole depth.
 */
export class PressureReport {
  readonly #handles = new Set<Pressure>();
  #depth = 0;
  #gathered = 0;

  /** Values of this source have come. */
  see(pressure: Pressure | undefined): void {
    if (pressure !== undefined) this.#handles.add(pressure);
  }

  /**
   * Tells how many values the boundary holds now. A source may go on within this call.
   *
   * @param gathered how many of these leave only when more values come
   */
  report(depth: number, gathered: number = 0): void {
    if (depth === 0 && this.#depth === 0 && this.#gathered === 0) return;
    this.#depth = depth;
    this.#gathered = gathered;
    for (const handle of this.#handles) handle.report(this, depth, gathered);
  }
}
