const SMALLEST = 3;
const PER_ROOT_FLIGHT = 1.9;
const LARGEST = 24;

/** The radius of an airport's dot on a large map: its area grows with the flights. */
export function dotRadius(flights: number): number {
  return Math.min(LARGEST, Math.max(SMALLEST, PER_ROOT_FLIGHT * Math.sqrt(flights)));
}

/** How much smaller the dots' radius is on a map of some width in pixels: less so than the map. */
export function dotScale(mapWidth: number): number {
  return Math.min(1, Math.max(0.5, 0.2 + mapWidth / 1_000));
}
