import type { Status } from '../board/boardFeeds.ts';
import { formatTime } from '../board/formats.ts';
import { rulerTicks, timeRuler } from '../board/timeRuler.ts';
import { createElement, setText } from './elements.ts';

/** Watermark, newest event and clock on a strip of time. */
export class RulerView {
  readonly #box: HTMLElement;
  readonly #ticks: HTMLElement;

  constructor(box: HTMLElement) {
    this.#box = box;
    this.#ticks = this.#part('ticks');
  }

  draw(status: Status): void {
    const ruler = timeRuler(status);
    if (ruler === undefined) return;
    this.#box.classList.add('known');
    const { watermark, newest, delivered } = ruler;
    this.#part('complete').style.width = percent(watermark);
    this.#part('open').style.left = percent(watermark);
    this.#part('open').style.width = percent(Math.max(0, newest - watermark));
    this.#part('watermark').style.left = percent(watermark);
    this.#part('newest').style.left = percent(newest);
    this.#part('clock').style.left = percent(delivered);
    this.#drawTicks(ruler);
  }

  #drawTicks(ruler: { readonly from: number; readonly to: number }): void {
    const times = rulerTicks(ruler);
    while (this.#ticks.children.length > times.length) this.#ticks.lastElementChild?.remove();
    for (const [index, time] of times.entries()) {
      const known = this.#ticks.children[index];
      const tick = known instanceof HTMLElement ? known : createElement('span');
      if (known === undefined) this.#ticks.append(tick);
      setText(tick, formatTime(time));
      tick.style.left = percent((time - ruler.from) / (ruler.to - ruler.from));
    }
  }

  #part(name: string): HTMLElement {
    const part = this.#box.querySelector<HTMLElement>(`.ruler-${name}`);
    if (part === null) throw new Error(`the ruler has no part '${name}'`);
    return part;
  }
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}
