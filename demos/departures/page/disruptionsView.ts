import { isInLastHour } from '../board/disruptionBook.ts';
import type { Disruption } from '../board/disruptionBook.ts';
import { formatCount, formatMinutes, formatSpan } from '../board/formats.ts';
import { createElement, elementById, setText } from './elements.ts';

const MOST_SHOWN = 40;

/** The newest disruptions, as a list; a click chooses the airport. */
export class DisruptionsView {
  readonly #list: HTMLElement = elementById('disruptions');
  #drawn = '';

  constructor(choose: (iata: string) => void) {
    this.#list.addEventListener('click', ({ target }) => {
      const button = target instanceof Element ? target.closest('button') : null;
      if (button?.dataset['iata'] !== undefined) choose(button.dataset['iata']);
    });
  }

  draw(disruptions: readonly Disruption[], watermark: number): void {
    elementById('disruptions-empty').hidden = disruptions.length > 0;
    const isCurrent = (each: Disruption): boolean => isInLastHour(each, watermark);
    const current = disruptions.filter(isCurrent).length;
    setText(elementById('disruptions-count'), current > 0 ? `${current} in the last hour` : '');
    const shown = disruptions.slice(0, MOST_SHOWN).map((each) => [each, isCurrent(each)] as const);
    const text = JSON.stringify(shown);
    if (text === this.#drawn) return;
    this.#drawn = text;
    this.#replace(shown.map(([disruption, isNew]) => createItem(disruption, isNew)));
  }

  /** The list begins anew, and the focus goes to the same place of it. */
  #replace(items: readonly HTMLElement[]): void {
    const focused = document.activeElement?.closest('li');
    const place = focused === null || focused === undefined ? -1 : this.#placeOf(focused);
    this.#list.replaceChildren(...items);
    if (place >= 0) items[place]?.querySelector('button')?.focus({ preventScroll: true });
  }

  #placeOf(item: Element): number {
    return [...this.#list.children].indexOf(item);
  }
}

function createItem(disruption: Disruption, isCurrent: boolean): HTMLElement {
  const { iata, start, end, departures, meanDelay, unfinished, corrected } = disruption;
  const item = createElement('li', 'disruption');
  item.dataset['disrupted'] = String(isCurrent);
  const button = createElement('button', 'disruption-button');
  button.type = 'button';
  button.dataset['iata'] = iata;
  const word = unfinished ? 'going on' : corrected ? 'corrected' : '';
  const figures = `${formatCount(departures)} delayed, mean ${formatMinutes(meanDelay)} min`;
  button.append(
    createElement('strong', '', iata),
    createElement('span', 'disruption-span', formatSpan(start, end)),
    createElement('span', 'disruption-word', word),
    createElement('span', 'disruption-figures', figures),
  );
  item.append(button);
  return item;
}
