import { DisruptionBook, isInLastHour } from '../../../../demos/departures/board/disruptionBook.ts';
import * as assert from '../../../support/assert.ts';
import { suite } from '../../../support/suite.ts';
import { at, event, MIDNIGHT, span } from './events.ts';

const disruptionBook = suite('DisruptionBook');

const delayed = { departures: 3, meanDelay: 70, maxDelay: 90 };

disruptionBook('has the newest first', () => {
  const book = new DisruptionBook();
  book.put(event(delayed, 'ATL', span('08:00', '09:00')));
  book.put(event(delayed, 'ORD', span('08:00', '10:00')));
  book.put(event(delayed, 'DFW', span('09:30', '10:00')));
  assert.equal(
    book.newest.map(({ iata }) => iata),
    ['DFW', 'ORD', 'ATL'],
  );
});

disruptionBook('a later pane of the same airport and window takes the place of the earlier', () => {
  const book = new DisruptionBook();
  book.put(event(delayed, 'ATL', span('08:00', '09:00', 'early')));
  book.put(event({ ...delayed, departures: 5 }, 'ATL', span('08:00', '09:00', 'late')));
  assert.equal(
    book.newest.map(({ departures, unfinished, corrected }) => [departures, unfinished, corrected]),
    [[5, false, true]],
  );
});

disruptionBook('a merged window drops the windows that it replaces, of its airport only', () => {
  const book = new DisruptionBook();
  book.put(event(delayed, 'ATL', span('08:00', '09:00')));
  book.put(event(delayed, 'ORD', span('08:00', '09:00')));
  book.put(event(delayed, 'ATL', span('09:10', '10:00')));
  const replaced = [span('08:00', '09:00'), span('09:10', '10:00')];
  book.put(event(delayed, 'ATL', span('08:00', '10:00', 'late', replaced)));
  assert.equal(
    book.newest.map(({ iata, start }) => [iata, start]),
    [
      ['ATL', at('08:00')],
      ['ORD', at('08:00')],
    ],
  );
});

disruptionBook('has no disruption of one flight, until a second one joins it', () => {
  const book = new DisruptionBook();
  book.put(event({ ...delayed, departures: 1 }, 'ATL', span('08:00', '08:30')));
  assert.equal(book.newest, []);
  const replaced = [span('08:00', '08:30')];
  book.put(event({ ...delayed, departures: 2 }, 'ATL', span('08:00', '08:45', 'late', replaced)));
  assert.is(book.newest.length, 1);
});

disruptionBook('keeps 200, and forgets the oldest', () => {
  const book = new DisruptionBook();
  for (let i = 0; i < 250; i += 1) {
    const window = { ...span('00:00', '00:30'), end: MIDNIGHT + i * 60_000 };
    book.put(event(delayed, 'ATL', window));
  }
  assert.is(book.newest.length, 200);
  assert.is(book.newest.at(-1)?.end, MIDNIGHT + 50 * 60_000);
});

for (const [end, unfinished, expected] of [
  ['09:00', false, true],
  ['08:01', false, true],
  ['08:00', false, false],
  ['07:00', true, true],
] as const) {
  const what = unfinished ? 'unfinished' : 'finished';
  disruptionBook(`${what}, to ${end}: ${expected ? '' : 'not '}in the hour before 09:00`, () => {
    const times = { start: at('06:00'), end: at(end) };
    const disruption = { ...delayed, iata: 'ATL', ...times, unfinished, corrected: false };
    assert.is(isInLastHour(disruption, at('09:00')), expected);
  });
}

disruptionBook.run();
