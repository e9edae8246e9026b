import { DELAY_BOUNDS } from '../board/delayStep.ts';
import { dotRadius } from '../board/dotRadius.ts';
import { createElement, createSvgElement } from './elements.ts';

const SIZES = [5, 25, 75];

/** What colours, sizes and outline of the map mean. */
export class LegendView {
  readonly #sizes: HTMLElement = createElement('div', 'legend-sizes');
  #scale = 0;

  constructor(box: HTMLElement) {
    box.append(colourScale(), this.#sizes, outline());
    this.draw(1);
  }

  /** Draws the sizes as the map does. */
  draw(scale: number): void {
    if (scale === this.#scale) return;
    this.#scale = scale;
    const items = SIZES.map((flights) => sizeItem(flights, dotRadius(flights) * scale));
    this.#sizes.replaceChildren(createElement('span', 'legend-title', 'flights'), ...items);
  }
}

function colourScale(): HTMLElement {
  const scale = createElement('div', 'legend-colours');
  scale.append(createElement('span', 'legend-title', 'mean delay, min'));
  const steps = createElement('div', 'legend-steps');
  steps.setAttribute('role', 'img');
  steps.setAttribute('aria-label', `Colours change at ${DELAY_BOUNDS.join(', ')} minutes`);
  for (let step = 0; step <= DELAY_BOUNDS.length; step += 1) {
    const swatch = createElement('span', 'legend-step');
    swatch.dataset['delay'] = String(step);
    const bound = DELAY_BOUNDS[step];
    if (bound !== undefined) swatch.append(createElement('span', 'legend-bound', String(bound)));
    steps.append(swatch);
  }
  scale.append(steps);
  return scale;
}

function sizeItem(flights: number, radius: number): HTMLElement {
  const item = createElement('span', 'legend-item');
  const size = Math.ceil(radius * 2 + 2);
  const svg = createSvgElement('svg', { width: size, height: size, 'aria-hidden': 'true' });
  svg.append(circle('legend-dot', size / 2, radius));
  item.append(svg, String(flights));
  return item;
}

function outline(): HTMLElement {
  const item = createElement('span', 'legend-item');
  const svg = createSvgElement('svg', { width: 18, height: 18, 'aria-hidden': 'true' });
  const ring = circle('ring', 9, 7);
  ring.dataset['disrupted'] = 'true';
  svg.append(ring);
  item.append(svg, 'disruption');
  return item;
}

function circle(className: string, centre: number, radius: number): SVGCircleElement {
  return createSvgElement('circle', { class: className, cx: centre, cy: centre, r: radius });
}
