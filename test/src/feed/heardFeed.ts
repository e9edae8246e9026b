import type { Observer } from 'rxjs';
import type { FeedEvent } from '../../../src/client/index.ts';
import * as assert from '../../support/assert.ts';

/** What one subscription is told of a feed whose events bear their offset as `n`: each once, or told as left out. */
export class HeardFeed implements Observer<FeedEvent<unknown>> {
  /** The offset that comes next; undefined before it began. */
  position: number | undefined;
  events = 0;
  isOver = false;
  problem: unknown;
  #epoch: string | undefined;
  #watermark = -Infinity;

  next(event: FeedEvent<unknown>): void {
    if (event.kind === 'subscribed') this.#begin(event);
    if (event.kind === 'event') this.#take(event);
    // What is told of another epoch, or of what was asked for, lies before the beginning.
    if (event.kind === 'skip' && event.why !== 'epoch' && event.why !== 'expired')
      this.#move(event.from, event.to);
    if ('watermark' in event && event.watermark !== undefined) this.#rise(event.watermark);
  }

  error(problem: unknown): void {
    this.isOver = true;
    this.problem = problem;
  }

  complete(): void {
    this.isOver = true;
  }

  #begin({ epoch, offset, outcome }: Extract<FeedEvent<unknown>, { kind: 'subscribed' }>): void {
    if (epoch !== this.#epoch) this.#watermark = -Infinity;
    else if (outcome !== 'tooOld') assert.is(offset, this.position);
    this.#epoch = epoch;
    this.position = offset;
  }

  #take({ offset, data }: Extract<FeedEvent<unknown>, { kind: 'event' }>): void {
    this.events += 1;
    assert.is((data as { readonly n: number }).n, offset);
    this.#move(offset, offset + 1);
  }

  #move(from: number, to: number): void {
    assert.is(from, this.position);
    this.position = to;
  }

  #rise(watermark: number): void {
    assert.ok(watermark >= this.#watermark, `${watermark} behind ${this.#watermark}`);
    this.#watermark = watermark;
  }
}
