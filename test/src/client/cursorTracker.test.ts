import { CursorTracker } from '../../../src/client/cursorTracker.ts';
import type { FeedEvent, SubscribedEvent } from '../../../src/client/index.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const test = suite('CursorTracker');

const subscribed = (outcome: SubscribedEvent['outcome']): FeedEvent<unknown> => ({
  kind: 'subscribed',
  outcome,
  epoch: 'e',
  offset: 5,
});
const event: FeedEvent<unknown> = {
  kind: 'event',
  offset: 7,
  eventTime: 0,
  watermark: 0,
  key: undefined,
  op: 'ins',
  data: 0,
};
const skip: FeedEvent<unknown> = { kind: 'skip', from: 2, to: 9, count: 7, why: 'expired' };

test('stands behind each event, and behind what is told as left out', () => {
  const tracker = new CursorTracker();
  assert.equal(tracker.after(subscribed('live')), { epoch: 'e', off: 4 });
  assert.equal(tracker.after(event), { epoch: 'e', off: 7 });
  assert.is(tracker.after({ kind: 'mark', watermark: 9 }), undefined);
  assert.equal(tracker.after(skip), { epoch: 'e', off: 8 });
});

test('stays where it was until what is gone has been told', () => {
  const tracker = new CursorTracker();
  assert.is(tracker.after(subscribed('tooOld')), undefined);
  assert.equal(tracker.after(skip), { epoch: 'e', off: 8 });
});

test('knows nothing before the subscription stands', () => {
  assert.is(new CursorTracker().after(event), undefined);
});

test.run();
