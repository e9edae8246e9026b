import { runHeadless } from '../../../demos/departures/index.ts';
import * as assert from '../../support/assert.ts';
import { deadline, suite } from '../../support/suite.ts';
import { readDeliveries } from './deliveries.ts';
import type { Deliveries } from './deliveries.ts';
import { AIRPORT_HOURS, disruptionPanes, numbered, ROUTE_HOURS, windowCounts } from './oracle.ts';
import type { OracleCounts } from './oracle.ts';

const test = suite('departures over the whole recording');

deadline(300);

interface Counted {
  readonly airports: OracleCounts;
  readonly routes: OracleCounts;
  readonly disruptionPanes: OracleCounts;
  readonly disruptions: number;
}

function countNaively(flights: Deliveries): Counted {
  const { origins, destinations } = flights;
  const routes = origins.map((origin, i) => `${origin}-${destinations[i] ?? ''}`);
  const { panes, late, standing } = disruptionPanes(flights);
  const onTime = panes.filter(({ timing }) => timing === 'onTime').length;
  return {
    airports: windowCounts(flights, AIRPORT_HOURS, numbered(origins)),
    routes: windowCounts(flights, ROUTE_HOURS, numbered(routes)),
    disruptionPanes: { onTime, corrections: panes.length - onTime, late },
    disruptions: standing,
  };
}

test('fires, corrects and refuses exactly what a plain loop over all flights does', async () => {
  let counted: (() => Counted) | undefined;
  const { signal } = new AbortController();
  const summary = await runHeadless({ speed: 'max' }, signal, ({ tally }) => (counted = tally));
  const flights = await readDeliveries();
  const expected = countNaively(flights);
  assert.ok(counted);
  const { airports, routes, disruptionPanes: sessions, disruptions } = counted();
  assert.equal({ airports, routes, disruptionPanes: sessions, disruptions }, expected);
  assert.equal(
    [summary.events, summary.airports, summary.routes, summary.disruptions],
    [flights.length, expected.airports, expected.routes, expected.disruptions],
  );
  assert.is(flights.length, 3_000_000);
});

test.run();
