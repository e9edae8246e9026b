import { formatCount, formatSpan } from '../board/formats.ts';
import type { RouteHour } from '../board/routeBook.ts';
import { createElement, elementById, setText } from './elements.ts';

/** The busiest routes of the newest hour, with bars. */
export class RoutesView {
  readonly #list: HTMLElement = elementById('routes');
  readonly #hour: HTMLElement = elementById('routes-hour');
  readonly #corrected: HTMLElement = elementById('routes-corrected');
  #drawn: RouteHour | undefined;

  draw(hour: RouteHour | undefined): void {
    elementById('routes-empty').hidden = hour !== undefined;
    if (hour === this.#drawn) return;
    this.#drawn = hour;
    setText(this.#hour, hour === undefined ? '' : formatSpan(hour.start, hour.end));
    this.#corrected.hidden = hour?.corrected !== true;
    const most = Math.max(1, ...(hour?.routes.map(({ flights }) => flights) ?? []));
    const items = hour?.routes.map(({ key, flights }) => createRoute(key, flights, most)) ?? [];
    this.#list.replaceChildren(...items);
  }
}

function createRoute(key: string, flights: number, most: number): HTMLElement {
  const item = createElement('li', 'route');
  const bar = createElement('span', 'route-bar');
  bar.style.width = `${((flights / most) * 100).toFixed(1)}%`;
  const name = createElement('span', 'route-name', key.replace('-', ' → '));
  item.append(bar, name, createElement('span', 'route-flights', formatCount(flights)));
  return item;
}
