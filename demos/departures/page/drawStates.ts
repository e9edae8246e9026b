import { geoAlbersUsa, geoPath } from 'd3-geo';
import type { GeoProjection } from 'd3-geo';
import { feature, mesh } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import type { Place, Places } from '../board/place.ts';
import { createSvgElement } from './elements.ts';

/** The map of the country as the dataset has it. */
export type CountryTopology = Topology<{ readonly states: GeometryCollection }>;

/** The size of the map in its own units. */
export const MAP_SIZE: { readonly width: number; readonly height: number } = {
  width: 960,
  height: 594,
};

const MARGIN = 6;

/** The country on the plane, with Alaska and Hawaii below, as large as the map allows. */
export function projectStates(country: CountryTopology): GeoProjection {
  const { width, height } = MAP_SIZE;
  const extent: [[number, number], [number, number]] = [
    [MARGIN, MARGIN],
    [width - MARGIN, height - MARGIN],
  ];
  return geoAlbersUsa().fitExtent(extent, feature(country, country.objects.states));
}

/** The states as SVG: one shape for all land, one for the borders between them. */
export function drawStates(
  country: CountryTopology,
  projection: GeoProjection,
): readonly SVGPathElement[] {
  const path = geoPath(projection).digits(1);
  const { states } = country.objects;
  const land = path(feature(country, states)) ?? '';
  const borders = path(mesh(country, states, (a, b) => a !== b)) ?? '';
  return [
    createSvgElement('path', { class: 'land', d: land }),
    createSvgElement('path', { class: 'borders', d: borders }),
  ];
}

/** Where the airports are on the map; those outside it (Guam, Puerto Rico) are left out. */
export function placeOnMap(
  places: Places,
  projection: GeoProjection,
): ReadonlyMap<string, readonly [number, number]> {
  const pointOf = ({ longitude, latitude }: Place): [number, number] | null =>
    projection([longitude, latitude]);
  const points = [...places.values()].map((place) => [place.iata, pointOf(place)] as const);
  const inside = points.filter((point): point is [string, [number, number]] => point[1] !== null);
  return new Map(inside);
}
