import { readFile } from 'node:fs/promises';
import { datasetFile } from '../datasetFile.ts';

/** One earthquake of a week of the US Geological Survey's catalogue. */
export interface Quake {
  /** When it happened: milliseconds since the epoch. */
  readonly time: number;
  /** When its entry was changed last: that is when we take it to have arrived. */
  readonly updated: number;
  /** The magnitude. */
  readonly mag: number;
  readonly place: string;
}

interface Catalogue {
  readonly features: readonly { readonly properties: Quake }[];
}

/** The earthquakes in the order in which they arrived; ties in the order of the file. */
export async function readQuakes(): Promise<readonly Quake[]> {
  const text = await readFile(datasetFile('earthquakes.json'), 'utf8');
  const { features } = JSON.parse(text) as Catalogue;
  const quakes = features.map(({ properties }) => properties);
  return quakes.sort((a, b) => a.updated - b.updated);
}
