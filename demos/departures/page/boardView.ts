import type { ClientState } from 'millrace/client';
import { airportRows, shownEnd } from '../board/airportRows.ts';
import type { AirportRow } from '../board/airportRows.ts';
import type { BoardState } from '../board/boardState.ts';
import { connectionNotice } from '../board/connectionNotice.ts';
import { dotScale } from '../board/dotRadius.ts';
import { filterAirports } from '../board/filterAirports.ts';
import { formatFlights, formatMinutes, formatShare, formatSpan } from '../board/formats.ts';
import { WINDOW_SIZE } from '../board/lastWindowEnd.ts';
import type { Places } from '../board/place.ts';
import { BUSIEST_FIRST, nextOrder, sortAirports } from '../board/sortAirports.ts';
import type { SortOrder } from '../board/sortAirports.ts';
import { ChartView } from './chartView.ts';
import { DisruptionsView } from './disruptionsView.ts';
import { drawStates, placeOnMap, projectStates } from './drawStates.ts';
import type { CountryTopology } from './drawStates.ts';
import { elementById, setText } from './elements.ts';
import { HeaderView } from './headerView.ts';
import { LegendView } from './legendView.ts';
import { MapView } from './mapView.ts';
import { RoutesView } from './routesView.ts';
import { TableView } from './tableView.ts';

const BUSY_FLIGHTS = 20;

/** Everything on the page, and what the reader has chosen. */
export class BoardView {
  readonly #board: BoardState;
  readonly #redraw: () => void;
  readonly #header = new HeaderView();
  readonly #legend = new LegendView(elementById('legend'));
  readonly #routes = new RoutesView();
  readonly #chart = new ChartView(elementById('chart'), elementById('chart-cursor'));
  readonly #disruptions = new DisruptionsView((iata) => this.#choose(iata));
  readonly #table: TableView;
  readonly #filter = elementById('filter') as HTMLInputElement;
  #map: MapView | undefined;
  #places: Places = new Map();
  #order: SortOrder = BUSIEST_FIRST;
  #chosen: string | undefined;
  #chartDrawn = '';

  constructor(board: BoardState, redraw: () => void) {
    this.#board = board;
    this.#redraw = redraw;
    this.#table = new TableView(elementById('table'), {
      choose: (iata) => this.#choose(iata),
      sort: (column) => {
        this.#order = nextOrder(this.#order, column);
        redraw();
      },
    });
    this.#filter.addEventListener('input', redraw);
    addEventListener('resize', redraw);
  }

  setPlaces(places: Places): void {
    this.#places = places;
    this.#redraw();
  }

  setCountry(country: CountryTopology): void {
    const projection = projectStates(country);
    const states = drawStates(country, projection);
    const points = placeOnMap(this.#places, projection);
    this.#map = new MapView(elementById('map'), states, points, (iata) => this.#choose(iata));
    this.#redraw();
  }

  draw(connection: ClientState, problems: ReadonlyMap<string, string>): void {
    const { status, routes, disruptions, skips } = this.#board;
    const end = shownEnd(this.#board);
    const rows = airportRows(this.#board, this.#places, end);
    this.#header.draw(status.latest, connection);
    drawNotice('connection-notice', connectionNotice(connection, problems));
    drawNotice('skip-notice', skips.notice);
    const busiest = sortAirports(rows, BUSIEST_FIRST)[0];
    // The first flights of a night do not tell which airport is a large one.
    if (busiest !== undefined && busiest.flights >= BUSY_FLIGHTS) this.#chosen ??= busiest.iata;
    const chosen = this.#chosen ?? busiest?.iata;
    this.#drawAirports(rows, end, chosen);
    this.#drawChart(end, chosen);
    this.#routes.draw(routes.latest);
    this.#disruptions.draw(disruptions.newest, this.#board.watermarkOf('disruptions'));
  }

  #choose(iata: string): void {
    this.#chosen = iata;
    this.#table.reveal(iata);
    this.#redraw();
  }

  #drawAirports(rows: readonly AirportRow[], end: number, chosen: string | undefined): void {
    const window = Number.isNaN(end) ? '' : formatSpan(end - WINDOW_SIZE, end);
    setText(elementById('window'), window);
    elementById('map-empty').hidden = rows.length > 0;
    if (this.#map !== undefined) {
      this.#map.draw(rows, chosen);
      this.#legend.draw(dotScale(this.#map.pixelWidth));
    }
    const shown = filterAirports(rows, this.#filter.value);
    const isAll = shown.length === rows.length;
    setText(
      elementById('table-count'),
      isAll ? `${rows.length}` : `${shown.length} of ${rows.length}`,
    );
    this.#table.draw(sortAirports(shown, this.#order), this.#order, chosen);
  }

  #drawChart(end: number, iata: string | undefined): void {
    const drawn = `${iata} ${end} ${this.#board.airports.version} ${this.#places.size}`;
    if (iata === undefined || Number.isNaN(end) || drawn === this.#chartDrawn) return;
    this.#chartDrawn = drawn;
    const { city, state } = this.#places.get(iata) ?? {};
    const title = city === undefined ? iata : `${iata} · ${city}, ${state}`;
    setText(elementById('chart-title'), title);
    const history = this.#board.airports.histories.get(iata);
    const now = history?.endingAt(end);
    const facts =
      now === undefined
        ? 'no flights in the last hour'
        : `${formatFlights(now.flights)} · mean ${formatMinutes(now.meanDelay)} min · ` +
          `p95 ${formatMinutes(now.p95Delay)} min · ${formatShare(now.shareLate)} late`;
    setText(elementById('chart-facts'), facts);
    const label = `Flights and delays at ${title} over time. Last hour: ${facts}`;
    this.#chart.draw({ label, panes: history?.panes ?? [], end });
  }
}

function drawNotice(id: string, text: string): void {
  const notice = elementById(id);
  setText(notice, text);
  notice.hidden = text === '';
}
