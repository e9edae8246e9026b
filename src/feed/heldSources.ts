import type { Pressure } from '../../operators/index.ts';

/** The sources of a feed, for what may have to hold them back. State: a reference to each. */
export class HeldSources {
  readonly #sources = new Set<Pressure>();

  /** Results of a source have come. */
  see(pressure: Pressure | undefined): void {
    if (pressure !== undefined) this.#sources.add(pressure);
  }

  /** So many events wait; where that is much for the feed, it is for its sources, whatever their marks. */
  tell(events: number, isMuch: boolean): void {
    for (const pressure of this.#sources)
      pressure.report(this, isMuch ? Math.max(events, pressure.high) : 0);
  }
}
