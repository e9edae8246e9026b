import { AirportBook } from '../../../../demos/departures/board/airportBook.ts';
import * as assert from '../../../support/assert.ts';
import { suite } from '../../../support/suite.ts';
import { at, event, figures, hourTo, MIDNIGHT } from './events.ts';

const airportBook = suite('AirportBook');

const DAY = 86_400_000;

function flightsOf(book: AirportBook, iata: string): (readonly [number, number, boolean])[] {
  const panes = book.histories.get(iata)?.panes ?? [];
  return panes.map(({ end, flights, corrected }) => [end, flights, corrected] as const);
}

airportBook('keeps the windows of an airport in the order of their ends', () => {
  const book = new AirportBook();
  book.put(event(figures(2), 'ATL', hourTo('08:05')));
  book.put(event(figures(1), 'ATL', hourTo('08:00')));
  book.put(event(figures(3), 'ATL', hourTo('08:10')));
  assert.equal(flightsOf(book, 'ATL'), [
    [at('08:00'), 1, false],
    [at('08:05'), 2, false],
    [at('08:10'), 3, false],
  ]);
});

airportBook('a later pane takes the place of the earlier one and is marked as corrected', () => {
  const book = new AirportBook();
  book.put(event(figures(1), 'ATL', hourTo('08:00')));
  book.put(event(figures(2), 'ATL', hourTo('08:05')));
  book.put(event(figures(9), 'ATL', hourTo('08:00', 'late')));
  assert.equal(flightsOf(book, 'ATL'), [
    [at('08:00'), 9, true],
    [at('08:05'), 2, false],
  ]);
});

airportBook('an on-time pane in the place of an early one is no correction', () => {
  const book = new AirportBook();
  book.put(event(figures(1), 'ATL', hourTo('08:00', 'early')));
  book.put(event(figures(4), 'ATL', hourTo('08:00', 'onTime')));
  assert.equal(flightsOf(book, 'ATL'), [[at('08:00'), 4, false]]);
});

airportBook('keeps the windows of a day, and no airport without any', () => {
  const book = new AirportBook();
  const every = 300_000;
  for (let end = MIDNIGHT; end <= MIDNIGHT + 3 * DAY; end += every) {
    const window = { ...hourTo('00:00'), start: end - 3_600_000, end };
    book.put(event(figures(1), 'ATL', window));
    if (end < MIDNIGHT + DAY) book.put(event(figures(1), 'XYZ', window));
  }
  const kept = book.histories.get('ATL')?.panes.length ?? 0;
  // A sweep runs once an hour.
  assert.ok(kept > 288 && kept <= 288 + 13, `${kept} windows are kept`);
  assert.is(book.histories.has('XYZ'), false);
});

airportBook('leaves out a pane that is older than what it keeps', () => {
  const book = new AirportBook();
  book.put(event(figures(1), 'ATL', hourTo('08:00')));
  const end = at('08:00') - DAY - 1;
  book.put(event(figures(1), 'ATL', { ...hourTo('08:00', 'late'), start: end - 1, end }));
  assert.is(flightsOf(book, 'ATL').length, 1);
});

airportBook('knows nothing any more after clear', () => {
  const book = new AirportBook();
  book.put(event(figures(1), 'ATL', hourTo('08:00')));
  const { version } = book;
  book.clear();
  assert.is(book.histories.size, 0);
  assert.is(book.newestEnd, -Infinity);
  assert.ok(book.version > version);
});

airportBook.run();
