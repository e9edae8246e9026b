import { chartColumns, chartSpan } from '../../../../demos/departures/board/chartColumns.ts';
import * as assert from '../../../support/assert.ts';
import { suite } from '../../../support/suite.ts';
import { at, figures } from './events.ts';

const chart = suite('chartColumns');

const pane = (end: string, flights: number, corrected: boolean = false) => {
  return { ...figures(flights, flights / 2), start: at(end) - 3_600_000, end: at(end), corrected };
};

chart('has one point for each window, and holes where there was no flight', () => {
  const columns = chartColumns([pane('08:00', 4), pane('08:10', 8, true)], at('08:10'));
  assert.equal(columns, {
    ends: [at('08:00'), at('08:05'), at('08:10')],
    flights: [4, null, 8],
    mean: [2, null, 4],
    p95: [4, null, 8],
    corrected: [null, null, 4],
  });
});

chart('leaves out windows that are not complete', () => {
  const columns = chartColumns([pane('08:00', 4), pane('08:05', 8)], at('08:00'));
  assert.equal(columns.ends, [at('08:00')]);
});

chart('is empty for an airport without windows', () => {
  assert.equal(chartColumns([], at('08:00')).ends, []);
});

for (const [name, first, hours] of [
  ['shows three hours at first', '08:55', 3],
  ['shows all there is', '04:00', 5],
  ['shows no more than a day', '-30:00', 24],
] as const) {
  chart(name, () => {
    const [from, to] = chartSpan(at(first), at('09:00'));
    assert.equal([(to - from) / 3_600_000, to], [hours, at('09:00')]);
  });
}

chart.run();
