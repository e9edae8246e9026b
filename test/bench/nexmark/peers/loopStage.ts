import type { NexmarkEvent } from '../events.ts';
import type { Loop, QueryDefinition } from '../nexmarkQuery.ts';

/** A result, and whether it holds or is taken back. */
export type Told<R> = readonly [result: R, holds: boolean];

const NOTHING: readonly never[] = [];

/** The plain loop of a query as a stage of a library without event time: shows the transport alone. */
export class LoopStage<R> {
  readonly #loop: Loop;
  #told: readonly Told<R>[] | Told<R>[] = NOTHING;

  constructor({ loop }: QueryDefinition<R>) {
    this.#loop = loop({
      give: (result) => this.#tell(result, true),
      takeBack: (result) => this.#tell(result, false),
    });
  }

  /** What the event led to: for most events the same empty array. */
  step(event: NexmarkEvent): readonly Told<R>[] {
    this.#told = NOTHING;
    this.#loop.step(event);
    return this.#told;
  }

  end(): readonly Told<R>[] {
    this.#told = NOTHING;
    this.#loop.end();
    return this.#told;
  }

  #tell(result: R, holds: boolean): void {
    if (this.#told === NOTHING) this.#told = [[result, holds]];
    else (this.#told as Told<R>[]).push([result, holds]);
  }
}
