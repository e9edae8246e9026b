import { WireError } from '../wire/index.ts';
import type { FeedView } from './feedView.ts';
import type { Slowness } from './slowness.ts';
import type { SourceBrake } from './sourceBrake.ts';

/** Whether a reader keeps up, and what it asked for when it does not. */
export class ReaderPace {
  readonly slowness: Slowness;
  readonly #view: FeedView;
  #isHeld = false;

  constructor(view: FeedView, slowness: Slowness) {
    this.#view = view;
    this.slowness = slowness;
  }

  /** There was more to write than the socket took, and not all of it has been written yet. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** Only one who is to lose nothing holds up others. */
  get #brake(): SourceBrake | undefined {
    return this.slowness.slow === 'block' ? this.#view.brake : undefined;
  }

  /**
   * There is something to write behind a place, and the socket is full.
   *
   * @throws WireError `tooSlow` when something is lost by that, and nothing may be
   */
  hold(next: number): void {
    const { floor, head } = this.#view.log;
    if (next < head) this.#isHeld = true;
    this.#brake?.report(this, head - next);
    if (next < floor) this.judgeLoss();
  }

  /** All there is was written. */
  rest(): void {
    this.#isHeld = false;
    this.#brake?.report(this, 0);
  }

  /** @throws WireError `tooSlow` when nothing may be lost */
  judgeLoss(): void {
    if (this.slowness.slow !== 'close') return;
    throw new WireError(
      'tooSlow',
      `feed '${this.#view.name}': events are gone before they were read`,
    );
  }

  stop(): void {
    this.#brake?.report(this, 0);
    this.slowness.samples?.stop();
  }
}
