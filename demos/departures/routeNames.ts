import type { Flight } from './flight.ts';

/**
 * Names a flight's route, such as 'ATL-ORD'. Each name is built once per route and then found by its
 * two airports: building a text for each of three million flights would cost more than counting them.
 */
export function routeNames(): (flight: Flight) => string {
  const byOrigin = new Map<string, Map<string, string>>();
  return ({ origin, destination }) => {
    let byDestination = byOrigin.get(origin);
    if (byDestination === undefined) byOrigin.set(origin, (byDestination = new Map()));
    const known = byDestination.get(destination);
    if (known !== undefined) return known;
    const name = `${origin}-${destination}`;
    byDestination.set(destination, name);
    return name;
  };
}
