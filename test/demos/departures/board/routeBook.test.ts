import { RouteBook } from '../../../../demos/departures/board/routeBook.ts';
import * as assert from '../../../support/assert.ts';
import { suite } from '../../../support/suite.ts';
import { at, event, hourTo } from './events.ts';

const routeBook = suite('RouteBook');

function routes(key: string): { rank: number; key: string; flights: number }[] {
  return [{ rank: 1, key, flights: 7 }];
}

routeBook('has the newest hour', () => {
  const book = new RouteBook();
  book.put(event(routes('ATL-ORD'), undefined, hourTo('09:00')));
  book.put(event(routes('LAX-LAS'), undefined, hourTo('08:00')));
  assert.is(book.latest?.start, at('08:00'));
  assert.is(book.latest?.routes[0]?.key, 'ATL-ORD');
});

routeBook('a correction of an older hour leaves the newest one as it is', () => {
  const book = new RouteBook();
  book.put(event(routes('ATL-ORD'), undefined, hourTo('09:00')));
  book.put(event(routes('LAX-LAS'), undefined, hourTo('08:00', 'late')));
  assert.equal([book.latest?.routes[0]?.key, book.latest?.corrected], ['ATL-ORD', false]);
});

routeBook('a correction takes the place of its hour', () => {
  const book = new RouteBook();
  book.put(event(routes('ATL-ORD'), undefined, hourTo('09:00')));
  book.put(event(routes('SFO-LAX'), undefined, hourTo('09:00', 'late')));
  assert.equal([book.latest?.routes[0]?.key, book.latest?.corrected], ['SFO-LAX', true]);
});

routeBook('has none at first and after clear', () => {
  const book = new RouteBook();
  assert.is(book.latest, undefined);
  book.put(event(routes('ATL-ORD'), undefined, hourTo('09:00')));
  book.clear();
  assert.is(book.latest, undefined);
});

routeBook.run();
