import type { AirportRow } from '../board/airportRows.ts';
import { delayStep } from '../board/delayStep.ts';
import { dotRadius, dotScale } from '../board/dotRadius.ts';
import { labelledDots, nearestDot, neighbourDot } from '../board/mapDots.ts';
import type { Direction, MapDot } from '../board/mapDots.ts';
import { MAP_SIZE } from './drawStates.ts';
import { createSvgElement, setAttribute, setText } from './elements.ts';
import { describeAirport, MapTip } from './mapTip.ts';

/** An airport's dot, its figures, and its elements. */
interface Dot extends MapDot {
  readonly row: AirportRow;
  readonly circle: SVGCircleElement;
  readonly ring: SVGCircleElement;
}

/** Sizes in pixels, whatever the size of the map. */
const RING_GAP = 2.5;
const LABEL_SIZE = { least: 8.5, most: 10.5 };
const LABELS = 26;

/** The map: a dot for each airport with flights. */
export class MapView {
  readonly #svg: SVGSVGElement;
  readonly #dots = createSvgElement('g', { class: 'dots' });
  readonly #labels = createSvgElement('g', { class: 'labels', 'aria-hidden': 'true' });
  readonly #byCode = new Map<string, Dot>();
  readonly #points: ReadonlyMap<string, readonly [number, number]>;
  readonly #tip: MapTip;
  readonly #choose: (iata: string) => void;
  #active: string | undefined;
  /** Pixels for each unit of the map. */
  #scale = 1;

  constructor(
    box: HTMLElement,
    states: readonly SVGPathElement[],
    points: ReadonlyMap<string, readonly [number, number]>,
    choose: (iata: string) => void,
  ) {
    this.#points = points;
    this.#choose = choose;
    this.#svg = createSvgElement('svg', {
      viewBox: `0 0 ${MAP_SIZE.width} ${MAP_SIZE.height}`,
      role: 'listbox',
      tabindex: 0,
      'aria-label': 'Map of airports. Arrow keys go from one to the next, Enter chooses one.',
    });
    this.#svg.append(...states, this.#dots, this.#labels);
    box.append(this.#svg);
    this.#tip = new MapTip(box, this.#svg);
    this.#listen();
  }

  /** The width of the map on the screen. */
  get pixelWidth(): number {
    return MAP_SIZE.width * this.#scale;
  }

  draw(rows: readonly AirportRow[], chosen: string | undefined): void {
    this.#scale = (this.#svg.getCTM()?.a ?? 0) || 1;
    const bySize = [...rows].sort((a, b) => b.flights - a.flights);
    const shown = new Set(bySize.map(({ iata }) => iata));
    for (const [iata, dot] of this.#byCode) if (!shown.has(iata)) this.#remove(dot);
    for (const row of bySize) this.#drawDot(row, row.iata === chosen);
    this.#stackBySize(bySize);
    this.#drawLabels(chosen);
    this.#activate(this.#active);
  }

  #drawDot(row: AirportRow, isChosen: boolean): void {
    const point = this.#points.get(row.iata);
    if (point === undefined) return;
    const [x, y] = point;
    const { circle, ring } = this.#byCode.get(row.iata) ?? this.#create(row.iata, x, y);
    const radius = (dotRadius(row.flights) * dotScale(this.pixelWidth)) / this.#scale;
    setAttribute(circle, 'r', radius.toFixed(1));
    setAttribute(circle, 'data-delay', delayStep(row.meanDelay));
    setAttribute(circle, 'aria-selected', String(isChosen));
    setAttribute(circle, 'aria-label', describeAirport(row));
    setAttribute(ring, 'r', (radius + RING_GAP / this.#scale).toFixed(1));
    setAttribute(ring, 'data-disrupted', String(row.disrupted));
    this.#byCode.set(row.iata, { iata: row.iata, x, y, radius, row, circle, ring });
  }

  #create(iata: string, x: number, y: number): Pick<Dot, 'circle' | 'ring'> {
    const at = { cx: x.toFixed(1), cy: y.toFixed(1) };
    const ring = createSvgElement('circle', { class: 'ring', ...at });
    const dot = { class: 'dot', id: `dot-${iata}`, role: 'option', 'data-iata': iata };
    const circle = createSvgElement('circle', { ...dot, ...at });
    this.#dots.append(ring, circle);
    return { circle, ring };
  }

  #remove({ iata, circle, ring }: Dot): void {
    circle.remove();
    ring.remove();
    this.#byCode.delete(iata);
  }

  /** Small dots lie above large ones. Moves only what is out of place. */
  #stackBySize(bySize: readonly AirportRow[]): void {
    let next = this.#dots.firstElementChild;
    for (const { iata } of bySize) {
      const dot = this.#byCode.get(iata);
      if (dot === undefined) continue;
      for (const part of [dot.ring, dot.circle]) {
        if (part === next) next = part.nextElementSibling;
        else this.#dots.insertBefore(part, next);
      }
    }
  }

  #drawLabels(chosen: string | undefined): void {
    const { least, most } = LABEL_SIZE;
    const fontSize = Math.max(least, most * dotScale(this.pixelWidth)) / this.#scale;
    setAttribute(this.#labels, 'font-size', fontSize.toFixed(1));
    const dots = labelledDots(this.#byCode.values(), LABELS, fontSize);
    const mine = chosen === undefined ? undefined : this.#byCode.get(chosen);
    if (mine !== undefined && !dots.includes(mine)) dots.push(mine);
    while (this.#labels.children.length > dots.length) this.#labels.lastElementChild?.remove();
    while (this.#labels.children.length < dots.length) {
      this.#labels.append(createSvgElement('text'));
    }
    for (const [index, { iata, x, y, radius, row }] of dots.entries()) {
      const label = this.#labels.children[index] as SVGTextElement;
      setText(label, iata);
      // At the right edge it stands on the other side.
      const gap = fontSize / 4 + (row.disrupted ? RING_GAP / this.#scale : 0);
      const side = x + radius + 3 * fontSize > MAP_SIZE.width ? -1 : 1;
      setAttribute(label, 'text-anchor', side > 0 ? 'start' : 'end');
      setAttribute(label, 'x', (x + side * (radius + gap)).toFixed(1));
      setAttribute(label, 'y', (y + fontSize * 0.35).toFixed(1));
      setAttribute(label, 'class', iata === chosen ? 'label chosen' : 'label');
    }
  }

  #listen(): void {
    const svg = this.#svg;
    svg.addEventListener('pointermove', (event) => this.#activate(this.#dotAt(event)?.iata));
    svg.addEventListener('pointerleave', () => this.#activate(undefined));
    svg.addEventListener('blur', () => this.#activate(undefined));
    svg.addEventListener('click', (event) => {
      const dot = this.#dotAt(event);
      this.#activate(dot?.iata);
      if (dot !== undefined) this.#choose(dot.iata);
    });
    svg.addEventListener('keydown', (event) => this.#press(event));
  }

  #press(event: KeyboardEvent): void {
    if (event.key === 'Escape') return this.#activate(undefined);
    const active = this.#byCode.get(this.#active ?? '');
    if ((event.key === 'Enter' || event.key === ' ') && active !== undefined) {
      event.preventDefault();
      return this.#choose(active.iata);
    }
    if (!isDirection(event.key)) return;
    event.preventDefault();
    const dots = this.#byCode.values();
    const next = active === undefined ? this.#start() : neighbourDot(dots, active, event.key);
    if (next !== undefined) this.#activate(next.iata);
  }

  /** Where the arrow keys begin: at the chosen airport, or the busiest. */
  #start(): Dot | undefined {
    const dots = [...this.#byCode.values()];
    const chosen = dots.find(({ circle }) => circle.getAttribute('aria-selected') === 'true');
    return chosen ?? dots.sort((a, b) => b.radius - a.radius)[0];
  }

  #activate(iata: string | undefined): void {
    const dot = this.#byCode.get(iata ?? '');
    if (iata !== this.#active) {
      this.#byCode.get(this.#active ?? '')?.circle.classList.remove('active');
      dot?.circle.classList.add('active');
    }
    this.#active = dot?.iata;
    if (dot === undefined) this.#svg.removeAttribute('aria-activedescendant');
    else setAttribute(this.#svg, 'aria-activedescendant', dot.circle.id);
    this.#tip.show(dot);
  }

  #dotAt(event: PointerEvent | MouseEvent): Dot | undefined {
    const matrix = this.#svg.getScreenCTM();
    if (matrix === null) return undefined;
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    const isTouch = 'pointerType' in event && event.pointerType === 'touch';
    return nearestDot(this.#byCode.values(), x, y, (isTouch ? 22 : 8) / matrix.a);
  }
}

function isDirection(key: string): key is Direction {
  return ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'].includes(key);
}
