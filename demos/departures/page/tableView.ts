import type { AirportRow } from '../board/airportRows.ts';
import { delayStep } from '../board/delayStep.ts';
import { formatCount, formatMinutes, formatShare } from '../board/formats.ts';
import type { SortColumn, SortOrder } from '../board/sortAirports.ts';
import { createElement, setAttribute, setText } from './elements.ts';

/** A column of the table. */
interface Column {
  readonly name: SortColumn;
  readonly head: string;
  readonly hint: string;
  readonly text: (row: AirportRow) => string;
}

const COLUMNS: readonly Column[] = [
  { name: 'iata', head: 'Code', hint: 'Code of the airport', text: ({ iata }) => iata },
  { name: 'city', head: 'City', hint: 'City', text: cityOf },
  {
    name: 'flights',
    head: 'Flights',
    hint: 'Departures in the last hour',
    text: ({ flights }) => formatCount(flights),
  },
  {
    name: 'meanDelay',
    head: 'Mean',
    hint: 'Mean delay in minutes',
    text: ({ meanDelay }) => formatMinutes(meanDelay),
  },
  {
    name: 'p95Delay',
    head: 'p95',
    hint: '95th percentile of the delays in minutes',
    text: ({ p95Delay }) => formatMinutes(p95Delay),
  },
  {
    name: 'shareLate',
    head: 'Late',
    hint: 'Share of flights more than 15 minutes late',
    text: ({ shareLate }) => formatShare(shareLate),
  },
];

/** What the reader does to the table. */
export interface TableEvents {
  choose(iata: string): void;
  sort(column: SortColumn): void;
}

/** The table of airports. Rows stay the same elements while their figures and places change. */
export class TableView {
  readonly #events: TableEvents;
  readonly #heads = new Map<SortColumn, HTMLTableCellElement>();
  readonly #body = createElement('tbody');
  readonly #rows = new Map<string, HTMLTableRowElement>();

  constructor(box: HTMLElement, events: TableEvents) {
    this.#events = events;
    const table = createElement('table', 'airports');
    table.setAttribute('aria-labelledby', 'table-title');
    table.append(this.#createHead(), this.#body);
    box.append(table);
    this.#body.addEventListener('click', (event) => this.#click(event));
    this.#body.addEventListener('keydown', (event) => this.#press(event));
  }

  draw(rows: readonly AirportRow[], order: SortOrder, chosen: string | undefined): void {
    for (const [name, head] of this.#heads) {
      const direction = order.descending ? 'descending' : 'ascending';
      setAttribute(head, 'aria-sort', name === order.column ? direction : 'none');
    }
    const focused = document.activeElement;
    const shown = new Set(rows.map(({ iata }) => iata));
    for (const [iata, element] of this.#rows) if (!shown.has(iata)) this.#remove(iata, element);
    for (const row of rows) this.#drawRow(row, row.iata === chosen);
    this.#arrange(rows);
    // A row that moves loses the focus.
    if (focused !== document.activeElement && focused instanceof HTMLElement) {
      focused.focus({ preventScroll: true });
    }
  }

  /** Brings an airport's row into view. */
  reveal(iata: string): void {
    this.#rows.get(iata)?.scrollIntoView({ block: 'nearest' });
  }

  #createHead(): HTMLTableSectionElement {
    const head = createElement('thead');
    const line = createElement('tr');
    for (const { name, head: text, hint } of COLUMNS) {
      const cell = createElement('th', `column-${name}`);
      cell.scope = 'col';
      const button = createElement('button', 'sort', text);
      button.type = 'button';
      button.title = hint;
      button.addEventListener('click', () => this.#events.sort(name));
      cell.append(button);
      line.append(cell);
      this.#heads.set(name, cell);
    }
    head.append(line);
    return head;
  }

  #drawRow(row: AirportRow, isChosen: boolean): void {
    const element = this.#rows.get(row.iata) ?? this.#createRow(row.iata);
    setAttribute(element, 'aria-current', String(isChosen));
    setAttribute(element, 'data-disrupted', String(row.disrupted));
    setAttribute(element, 'data-delay', delayStep(row.meanDelay));
    for (const [index, { text }] of COLUMNS.entries()) {
      const cell = element.cells[index];
      if (cell !== undefined) setText(cell.firstElementChild ?? cell, text(row));
    }
  }

  #createRow(iata: string): HTMLTableRowElement {
    const element = createElement('tr');
    element.dataset['iata'] = iata;
    for (const { name } of COLUMNS) element.append(createElement('td', `column-${name}`));
    const button = createElement('button', 'code', iata);
    button.type = 'button';
    element.cells[0]?.append(button);
    this.#rows.set(iata, element);
    return element;
  }

  #remove(iata: string, element: HTMLElement): void {
    element.remove();
    this.#rows.delete(iata);
  }

  #arrange(rows: readonly AirportRow[]): void {
    let next = this.#body.firstElementChild;
    for (const { iata } of rows) {
      const element = this.#rows.get(iata);
      if (element === undefined) continue;
      if (element === next) next = element.nextElementSibling;
      else this.#body.insertBefore(element, next);
    }
  }

  #click({ target }: Event): void {
    const row = target instanceof Element ? target.closest('tr') : null;
    if (row?.dataset['iata'] !== undefined) this.#events.choose(row.dataset['iata']);
  }

  #press(event: KeyboardEvent): void {
    const row = event.target instanceof Element ? event.target.closest('tr') : null;
    const next =
      event.key === 'ArrowDown'
        ? row?.nextElementSibling
        : event.key === 'ArrowUp'
          ? row?.previousElementSibling
          : null;
    const button = next?.querySelector('button');
    if (button === null || button === undefined) return;
    event.preventDefault();
    button.focus();
  }
}

function cityOf({ city, state, name }: AirportRow): string {
  return city === '' ? name : `${city}, ${state}`;
}
