import type { Sub } from '../../../src/wire/index.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';
import { openDelayed } from './openDelayed.ts';

const test = suite('delayed subscriptions');

type Told = ReturnType<ReturnType<typeof openDelayed>['connect']>['got'];

/** What came and when, in short; takes it away. */
function short(got: Told): unknown[] {
  return got.splice(0).map(({ at, message }) => {
    if (message.t === 'ev') return [at, message.ch, message.off, message.items.length];
    if (message.t === 'pick') return [at, message.ch, message.why, message.from, message.to];
    if (message.t === 'skip') return [at, message.why, message.from, message.to];
    if (message.t === 'mark') return [at, 'mark', message.off, message.wm];
    if (message.t === 'subok') return ['subok', message.ch, message.off, message.outcome];
    if (message.t === 'setok') return ['setok', message.ch, message.off];
    return message.t === 'err' ? [message.code, message.set === true] : [at, message.t];
  });
}

test('get events, watermarks and the end when they are so old', () => {
  const { runtime, source, push, connect } = openDelayed();
  const { got, sub } = connect();
  sub(1, { delay: 100 });
  push([1, 2]);
  runtime.advance(40);
  push([3], 5);
  push([], 7);
  runtime.advance(59);
  assert.equal(short(got), [['subok', 0, 0, 'live']]);
  runtime.advance(1);
  assert.equal(short(got), [[100, 0, 0, 2]]);
  runtime.advance(5);
  source.complete();
  runtime.advance(35);
  assert.equal(short(got), [
    [140, 0, 2, 1],
    [140, 'mark', 3, 7],
  ]);
  runtime.advance(64);
  assert.equal(short(got), []);
  runtime.advance(1);
  assert.equal(short(got), [
    [205, 'mark', 3, 'end'],
    [205, 'end'],
  ]);
  assert.is(runtime.pending, 0);
});

test('begin where a subscriber would who looks so late', () => {
  const { runtime, push, connect } = openDelayed();
  push([1, 2]);
  runtime.advance(100);
  push([3, 4], 20);
  runtime.advance(50);
  const place = (since?: Sub['since']): unknown => {
    const { got, sub, subscriptions } = connect();
    sub(1, { delay: 100, ...(since === undefined ? {} : { since }) });
    const [{ message } = assert.unreachable()] = got;
    subscriptions.close();
    return message.t === 'subok' ? [message.off, message.outcome, message.wm] : message;
  };
  assert.equal(place(), [2, 'live', 'start']);
  assert.equal(place('start'), [0, 'replayed', 'start']);
  assert.equal(place({ last: 1 }), [1, 'replayed', 'start']);
  // Later than what is old enough: with what comes.
  assert.equal(place({ time: 4 }), [2, 'live', 'start']);
  // What a subscriber has already got does not come again.
  assert.equal(place({ epoch: 'id-1', off: 2 }), [3, 'live', 'start']);
  assert.equal(place({ epoch: 'id-1', off: 7 }), [0, 'tooOld', 'start']);
});

test('share the frames of the feed, and have a channel of their own only beside it', () => {
  const { runtime, feed, push, connect } = openDelayed();
  const [one, two] = [connect(), connect()];
  one.sub(1, { delay: 100 });
  one.sub(2);
  one.sub(3, { delay: 50 });
  one.sub(4, { delay: 100 });
  two.sub(1, { delay: 100 });
  two.sub(2, { delay: 100, filter: 'even' });
  assert.equal(
    short(one.got).map((told) => (told as unknown[])[1]),
    [0, 1, 2, 0],
  );
  assert.equal(
    short(two.got).map((told) => (told as unknown[])[1]),
    [0, 3],
  );
  assert.equal([feed.stats().views, feed.stats().subscribers], [4, 2]);
  push([1, 2, 3]);
  runtime.advance(50);
  assert.equal(short(one.got), [
    [0, 1, 0, 3],
    [50, 2, 0, 3],
  ]);
  runtime.advance(50);
  assert.equal(short(one.got), [[100, 0, 0, 3]]);
  assert.equal(short(two.got), [
    [100, 0, 0, 3],
    [100, 3, 'filtered', 0, 3],
  ]);
  one.subscriptions.close();
  two.subscriptions.close();
  assert.equal([feed.stats().views, runtime.pending], [0, 0]);
});

test('are limited in number on one connection, so that a feed has room for others', () => {
  const { feed, connect } = openDelayed();
  const { got, sub, set, subscriptions } = connect();
  sub(7);
  for (let id = 1; id <= 5; id += 1) sub(id, { delay: id });
  sub(6, { delay: 4 });
  set(7, { delay: 9 });
  set(4, { delay: 9 });
  subscriptions.remove(6);
  set(4, { delay: 9 });
  const told = short(got);
  assert.equal(told.slice(4), [
    ['subok', 4, 0, 'live'],
    ['tooManyViews', false],
    ['subok', 4, 0, 'live'],
    ['tooManyViews', true],
    ['tooManyViews', true],
    ['setok', 5, 0],
  ]);
  assert.is(feed.stats().views, 4);
});

test('change in place: nothing twice, and watermarks of a channel do not go back', () => {
  const { runtime, push, connect } = openDelayed();
  const { got, sub, set } = connect();
  sub(1);
  push([1], 10);
  push([], 12);
  set(1, { delay: 100 });
  push([2], 14);
  runtime.advance(60);
  set(1, { delay: 50 });
  push([3], 16);
  runtime.advance(20);
  set(1, { delay: 0 });
  assert.equal(short(got), [
    ['subok', 0, 0, 'live'],
    [0, 0, 0, 1],
    [0, 'mark', 1, 12],
    ['setok', 0, 1],
    ['setok', 0, 1],
    [60, 0, 1, 1],
    ['setok', 0, 2],
    [80, 0, 2, 1],
  ]);
});

test('are told what left the log before it was old enough', () => {
  const { runtime, push, connect } = openDelayed({ maxEvents: 4, batch: 1 });
  const { got, sub } = connect();
  sub(1, { delay: 100 });
  for (let n = 0; n < 10; n += 1) {
    push([n], n);
    runtime.advance(10);
  }
  // Only now the first would have come.
  assert.equal(short(got), [
    ['subok', 0, 0, 'live'],
    [100, 'dropped', 0, 6],
  ]);
  runtime.advance(100);
  assert.equal(
    short(got).filter((told) => (told as unknown[])[1] !== 'mark'),
    [160, 170, 180, 190].map((at, i) => [at, 0, 6 + i, 1]),
  );
});

test('wait for a clock that was set back, and for no longer than that', () => {
  const { runtime, push, connect, feed } = openDelayed();
  const { got, sub } = connect();
  let back = 0;
  const { now } = runtime;
  runtime.now = () => now.call(runtime) - back;
  sub(1, { delay: 100 });
  push([1], 4);
  back = 500;
  runtime.advance(599);
  assert.equal(short(got), [['subok', 0, 0, 'live']]);
  runtime.advance(1);
  assert.is(got.length, 1);
  feed.close();
  assert.is(runtime.pending, 0);
});

test.run();
