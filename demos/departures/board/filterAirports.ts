import type { AirportRow } from './airportRows.ts';

/** The airports whose code, city, state or name has every word of the text. */
export function filterAirports(rows: readonly AirportRow[], text: string): readonly AirportRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter(({ iata, city, state, name }) => {
    const about = `${iata} ${city} ${state} ${name}`.toLowerCase();
    return words.every((word) => about.includes(word));
  });
}
