import { readPlaces } from '../../demos/readPlaces.ts';
import * as assert from '../support/assert.ts';
import { suite } from '../support/suite.ts';

const places = suite('readPlaces');

function row(iata: string, latitude: string, longitude: string): Record<string, string> {
  return { iata, name: 'Field', city: 'Town', state: 'GA', country: 'USA', latitude, longitude };
}

places('reads an airport with its coordinates', () => {
  assert.equal(readPlaces([row('ATL', '33.640444444', '-84.42694444')]), [
    {
      iata: 'ATL',
      name: 'Field',
      city: 'Town',
      state: 'GA',
      latitude: 33.6404,
      longitude: -84.4269,
    },
  ]);
});

for (const [why, bad] of [
  ['without coordinates', row('ATL', '', '')],
  ['with coordinates that are no numbers', row('ATL', 'north', 'west')],
  ['elsewhere', row('BKK', '13.9', '100.6')],
  ['with a code that no airline uses', row('00M', '31.95', '-89.23')],
] as const) {
  places(`leaves out an airport ${why}`, () => assert.equal(readPlaces([bad]), []));
}

places.run();
