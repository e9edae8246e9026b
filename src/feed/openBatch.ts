import type { Milliseconds } from '../../operators/index.ts';
import type { Item } from '../wire/index.ts';

/** The items of a feed that are not in its log yet, with the watermark around them. */
export class OpenBatch {
  #items: Item[] = [];
  /** The watermark before the first item. */
  before: Milliseconds = -Infinity;
  /** The watermark after the last item, or the newest one when there is no item. */
  watermark: Milliseconds = -Infinity;

  /** Starts behind what was there before, whose watermark holds. */
  begin(watermark: Milliseconds): void {
    this.before = watermark;
    this.watermark = watermark;
  }

  get length(): number {
    return this.#items.length;
  }

  add(item: Item): void {
    this.#items.push(item);
  }

  /** Hands out what there is, and starts again behind it. */
  take(): { items: Item[]; before: Milliseconds; watermark: Milliseconds } {
    const { before, watermark } = this;
    const items = this.#items;
    this.#items = [];
    this.before = watermark;
    return { items, before, watermark };
  }
}
