import type { BoardState } from './boardState.ts';
import type { AirportFigures } from './boardFeeds.ts';
import { isInLastHour } from './disruptionBook.ts';
import { lastWindowEnd } from './lastWindowEnd.ts';
import type { Places } from './place.ts';

/** One airport as map and table show it: its figures in the last window. */
export interface AirportRow extends AirportFigures {
  readonly iata: string;
  readonly city: string;
  readonly state: string;
  readonly name: string;
  readonly corrected: boolean;
  /** It has a disruption in that hour. */
  readonly disrupted: boolean;
}

/** The end of the window that the board shows; NaN while there is none. */
export function shownEnd(board: BoardState): number {
  const newest = board.status.latest?.newest ?? Infinity;
  const end = lastWindowEnd(board.watermarkOf('airports'), newest);
  // All feeds are complete and no status came: the newest window there is.
  if (end === Infinity) return board.airports.newestEnd;
  return end === -Infinity ? NaN : end;
}

/** The airports that had flights in the window that ends then. */
export function airportRows(board: BoardState, places: Places, end: number): AirportRow[] {
  const disrupted = disruptedAirports(board);
  return [...board.airports.histories].flatMap(([iata, history]) => {
    const pane = history.endingAt(end);
    if (pane === undefined || pane.flights === 0) return [];
    const { city = '', state = '', name = iata } = places.get(iata) ?? {};
    return [{ ...pane, iata, city, state, name, disrupted: disrupted.has(iata) }];
  });
}

function disruptedAirports(board: BoardState): ReadonlySet<string> {
  const watermark = board.watermarkOf('disruptions');
  const current = board.disruptions.newest.filter((each) => isInLastHour(each, watermark));
  return new Set(current.map(({ iata }) => iata));
}
