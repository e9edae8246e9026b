import type { AirportRow } from '../../../../demos/departures/board/airportRows.ts';
import { filterAirports } from '../../../../demos/departures/board/filterAirports.ts';
import {
  BUSIEST_FIRST,
  nextOrder,
  sortAirports,
} from '../../../../demos/departures/board/sortAirports.ts';
import type { SortColumn } from '../../../../demos/departures/board/sortAirports.ts';
import * as assert from '../../../support/assert.ts';
import { suite } from '../../../support/suite.ts';
import { figures } from './events.ts';

const sorting = suite('sortAirports');

function row(iata: string, city: string, flights: number, meanDelay: number): AirportRow {
  const place = { iata, city, state: 'GA', name: `${city} Intl` };
  return { ...figures(flights, meanDelay), ...place, corrected: false, disrupted: false };
}

const rows = [
  row('ORD', 'Chicago', 70, 9),
  row('ATL', 'Atlanta', 70, -2),
  row('BOS', 'Boston', 30, 20),
];

for (const [column, descending, expected] of [
  ['flights', true, 'ATL ORD BOS'],
  ['flights', false, 'BOS ATL ORD'],
  ['meanDelay', true, 'BOS ORD ATL'],
  ['iata', false, 'ATL BOS ORD'],
  ['city', true, 'ORD BOS ATL'],
] as const) {
  sorting(`by ${column}, ${descending ? 'down' : 'up'}, equal ones by code: ${expected}`, () => {
    const sorted = sortAirports(rows, { column, descending });
    assert.is(sorted.map(({ iata }) => iata).join(' '), expected);
  });
}

sorting('a second click on a column turns its order round', () => {
  const first = nextOrder(BUSIEST_FIRST, 'meanDelay');
  assert.equal(first, { column: 'meanDelay', descending: true });
  assert.equal(nextOrder(first, 'meanDelay'), { column: 'meanDelay', descending: false });
});

for (const column of ['iata', 'city'] satisfies SortColumn[]) {
  sorting(`the first click on ${column} sorts from A to Z`, () => {
    assert.is(nextOrder(BUSIEST_FIRST, column).descending, false);
  });
}

for (const [text, expected] of [
  ['', 'ORD ATL BOS'],
  ['bos', 'BOS'],
  ['  intl CHI ', 'ORD'],
  ['ga', 'ORD ATL BOS'],
  ['nowhere', ''],
] as const) {
  sorting(`the filter '${text}' leaves '${expected}'`, () => {
    assert.is(
      filterAirports(rows, text)
        .map(({ iata }) => iata)
        .join(' '),
      expected,
    );
  });
}

sorting.run();
