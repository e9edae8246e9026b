import { airportRows, shownEnd } from '../../../../demos/departures/board/airportRows.ts';
import type { Status } from '../../../../demos/departures/board/boardFeeds.ts';
import { BoardState } from '../../../../demos/departures/board/boardState.ts';
import * as assert from '../../../support/assert.ts';
import { suite } from '../../../support/suite.ts';
import { at, event, figures, hourTo, span } from './events.ts';

const boardState = suite('BoardState');

const none = { airports: 0, routes: 0, disruptions: 0 };
const places = new Map([
  [
    'ATL',
    {
      iata: 'ATL',
      name: 'Hartsfield',
      city: 'Atlanta',
      state: 'GA',
      latitude: 33.6,
      longitude: -84.4,
    },
  ],
]);

function status(fields: Partial<Status>): Status {
  const times = { delivered: at('09:30'), newest: at('09:20'), watermark: at('08:50') - 1 };
  const counts = { events: 10, eventsPerSecond: 5, late: none, corrections: none };
  return { ...times, ...counts, speed: 600, done: false, ...fields };
}

function subscribed(epoch: string): {
  kind: 'subscribed';
  outcome: 'replayed';
  epoch: string;
  offset: number;
} {
  return { kind: 'subscribed', outcome: 'replayed', epoch, offset: 0 };
}

boardState('shows the newest window that the watermark has passed', () => {
  const board = new BoardState();
  board.accept('status', event(status({})));
  board.accept('airports', event(figures(1), 'ATL', hourTo('08:50')));
  board.accept('airports', event(figures(2), 'ATL', hourTo('08:55')));
  board.accept('airports', { kind: 'mark', watermark: at('08:50') - 1 });
  assert.is(shownEnd(board), at('08:50'));
  board.accept('airports', { kind: 'mark', watermark: at('08:55') - 1 });
  assert.is(shownEnd(board), at('08:55'));
});

boardState('shows no window while nothing is known', () => {
  assert.ok(Number.isNaN(shownEnd(new BoardState())));
});

boardState('at the end of the recording it shows the window around the newest event', () => {
  const board = new BoardState();
  board.accept('status', event(status({ newest: at('09:21'), watermark: null, done: true })));
  board.accept('airports', { kind: 'mark', watermark: Infinity });
  assert.is(shownEnd(board), at('09:25'));
});

boardState('a row has the place of its airport, or its code alone', () => {
  const board = new BoardState();
  board.accept('airports', event(figures(3), 'ATL', hourTo('08:50')));
  board.accept('airports', event(figures(4), 'QQQ', hourTo('08:50')));
  const rows = airportRows(board, places, at('08:50'));
  assert.equal(
    rows.map(({ iata, city, name, flights }) => [iata, city, name, flights]),
    [
      ['ATL', 'Atlanta', 'Hartsfield', 3],
      ['QQQ', '', 'QQQ', 4],
    ],
  );
});

boardState('an airport without flights in the window has no row', () => {
  const board = new BoardState();
  board.accept('airports', event(figures(3), 'ATL', hourTo('08:45')));
  board.accept('airports', event(figures(0), 'ORD', hourTo('08:50')));
  assert.equal(airportRows(board, places, at('08:50')), []);
});

boardState('a row tells of a disruption in the last hour', () => {
  const board = new BoardState();
  const delayed = { departures: 3, meanDelay: 70, maxDelay: 90 };
  for (const iata of ['ATL', 'ORD', 'DFW']) {
    board.accept('airports', event(figures(3), iata, hourTo('08:50')));
  }
  board.accept('disruptions', event(delayed, 'ATL', span('08:00', '08:30')));
  board.accept('disruptions', event(delayed, 'ORD', span('06:00', '07:30')));
  board.accept('disruptions', { kind: 'mark', watermark: at('08:50') - 1 });
  const rows = airportRows(board, places, at('08:50'));
  assert.equal(
    rows.map(({ disrupted }) => disrupted),
    [true, false, false],
  );
});

boardState('goes on in the same epoch with what it has', () => {
  const board = new BoardState();
  board.accept('airports', subscribed('one'));
  board.accept('airports', event(figures(3), 'ATL', hourTo('08:50')));
  board.accept('airports', subscribed('one'));
  assert.is(board.airports.histories.size, 1);
});

boardState('begins anew with another epoch, in that feed alone', () => {
  const board = new BoardState();
  board.accept('airports', subscribed('one'));
  board.accept('airports', event(figures(3), 'ATL', hourTo('08:50')));
  board.accept('status', event(status({})));
  board.accept('airports', { kind: 'skip', from: 0, to: 9, count: 9, why: 'expired' });
  board.accept('airports', subscribed('two'));
  assert.is(board.airports.histories.size, 0);
  assert.is(board.watermarkOf('airports'), -Infinity);
  assert.is(board.skips.notice, '');
  assert.is(board.status.latest?.events, 10);
});

boardState('tells how many events were skipped, of which feed and why', () => {
  const board = new BoardState();
  assert.is(board.skips.notice, '');
  board.accept('airports', { kind: 'skip', from: 0, to: 1200, count: 1200, why: 'dropped' });
  board.accept('routes', { kind: 'skip', from: 0, to: 4, count: 4, why: 'dropped' });
  assert.is(
    board.skips.notice,
    '1,204 results were skipped, because this page was too slow (airports 1,200, routes 4).',
  );
});

boardState('does not speak of skipped statuses, nor of those of an earlier run', () => {
  const board = new BoardState();
  board.accept('status', { kind: 'skip', from: 0, to: 9, count: 9, why: 'expired' });
  board.accept('airports', { kind: 'skip', from: 0, to: 9, count: 9, why: 'epoch' });
  assert.is(board.skips.notice, '');
});

boardState.run();
