import type { Place, Places } from '../board/place.ts';
import type { CountryTopology } from './drawStates.ts';

/** The airports' places by their codes. */
export async function loadPlaces(): Promise<Places> {
  const places = (await loadJson('/airports.json')) as readonly Place[];
  return new Map(places.map((place) => [place.iata, place]));
}

/** The map of the country. */
export async function loadMap(): Promise<CountryTopology> {
  return (await loadJson('/us-10m.json')) as CountryTopology;
}

async function loadJson(address: string): Promise<unknown> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: the server answered ${response.status}`);
  return response.json();
}
