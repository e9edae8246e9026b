import { setText } from './setText.ts';

/** A total when it was read. */
interface Reading {
  readonly total: number;
  readonly at: number;
}

/** Writes beside the totals of a drawing how much they grow in a second. */
export class RateView {
  /** The elements stay the same while their totals change. */
  readonly #before = new WeakMap<Element, Reading>();

  /** Takes the totals that are shown, which the server read at a time, in ms. */
  draw(shown: HTMLElement, at: number): void {
    for (const element of shown.querySelectorAll<SVGTextElement>('[data-total]')) {
      const reading = { total: Number(element.dataset['total']), at };
      const text = element.firstChild ?? element.appendChild(new Text());
      setText(text as Text, rateText(this.#before.get(element), reading));
      this.#before.set(element, reading);
    }
  }
}

/** Nothing where there is no earlier reading, or the total began anew. */
function rateText(before: Reading | undefined, now: Reading): string {
  if (before === undefined || now.total < before.total || now.at <= before.at) return '';
  const rate = Math.round(((now.total - before.total) * 1_000) / (now.at - before.at));
  return `${rate.toLocaleString('en-US', { notation: 'compact' })}/s`;
}
