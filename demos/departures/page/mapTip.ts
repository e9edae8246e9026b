import type { AirportRow } from '../board/airportRows.ts';
import { formatFlights, formatMinutes, formatShare } from '../board/formats.ts';
import { MAP_SIZE } from './drawStates.ts';
import { createElement, setText } from './elements.ts';

/** An airport and its figures in a sentence. */
export function describeAirport(row: AirportRow): string {
  const { iata, city, state, flights, meanDelay, disrupted } = row;
  const place = city === '' ? iata : `${iata}, ${city} ${state}`;
  const figures = `${formatFlights(flights)}, mean delay ${formatMinutes(meanDelay)} minutes`;
  return `${place}: ${figures}${disrupted ? ', disruption' : ''}`;
}

/** The small box beside the dot under the pointer. */
export class MapTip {
  readonly #svg: SVGSVGElement;
  readonly #tip: HTMLElement = createElement('div', 'tip');
  readonly #title: HTMLElement = createElement('strong');
  readonly #place: HTMLElement = createElement('span', 'tip-place');
  readonly #figures: HTMLElement = createElement('span', 'tip-figures');

  constructor(box: HTMLElement, svg: SVGSVGElement) {
    this.#svg = svg;
    this.#tip.hidden = true;
    this.#tip.setAttribute('aria-hidden', 'true');
    this.#tip.append(this.#title, this.#place, this.#figures);
    box.append(this.#tip);
  }

  show(dot: { x: number; y: number; radius: number; row: AirportRow } | undefined): void {
    this.#tip.hidden = dot === undefined;
    if (dot === undefined) return;
    const { iata, city, state, name } = dot.row;
    setText(this.#title, iata);
    setText(this.#place, city === '' ? name : `${name}, ${city} ${state}`);
    setText(this.#figures, figuresOf(dot.row));
    this.#put(dot.x, dot.y, dot.radius);
  }

  #put(x: number, y: number, radius: number): void {
    const matrix = this.#svg.getCTM();
    if (matrix === null) return;
    const [left, top] = [matrix.a * x + matrix.e, matrix.d * y + matrix.f];
    const { style } = this.#tip;
    style.left = `${left.toFixed(0)}px`;
    style.top = `${top.toFixed(0)}px`;
    const aside = x < MAP_SIZE.width / 3 ? '0%' : x > (MAP_SIZE.width * 2) / 3 ? '-100%' : '-50%';
    const gap = radius * matrix.a + 9;
    const isHigh = y < MAP_SIZE.height / 3;
    const away = isHigh ? `${gap}px` : `calc(-100% - ${gap}px)`;
    style.transform = `translate(${aside}, ${away})`;
  }
}

function figuresOf({ flights, meanDelay, p95Delay, shareLate, corrected }: AirportRow): string {
  const parts = [
    formatFlights(flights),
    `mean ${formatMinutes(meanDelay)} min`,
    `p95 ${formatMinutes(p95Delay)} min`,
    `${formatShare(shareLate)} late`,
  ];
  return `${parts.join(' · ')}${corrected ? ' · corrected' : ''}`;
}
