import type { Place } from './departures/board/place.ts';

/** Between these the states and territories lie, the Aleutian Islands beyond 180° left aside. */
const BOUNDS = { south: 13, north: 72, west: -180, east: -64 };

/** The airports in the United States whose code has three letters, from the rows of a CSV file. */
export function readPlaces(rows: readonly Readonly<Record<string, string>>[]): Place[] {
  return rows.map(readPlace).filter(isInStates);
}

function readPlace(row: Readonly<Record<string, string>>): Place {
  const { iata = '', name = '', city = '', state = '' } = row;
  const [latitude, longitude] = [row['latitude'], row['longitude']].map(readDegrees);
  return { iata, name, city, state, latitude: latitude ?? NaN, longitude: longitude ?? NaN };
}

// Four decimals are ten metres.
function readDegrees(text: string | undefined): number {
  return text === undefined || text === '' ? NaN : Math.round(Number(text) * 1e4) / 1e4;
}

function isInStates({ iata, latitude, longitude }: Place): boolean {
  const { south, north, west, east } = BOUNDS;
  const inside = latitude > south && latitude < north && longitude > west && longitude < east;
  return inside && /^[A-Z]{3}$/.test(iata);
}
