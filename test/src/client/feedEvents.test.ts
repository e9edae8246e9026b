import { Observable } from 'rxjs';
import type { Subscriber } from 'rxjs';
import { feedEvents } from '../../../src/client/feedEvents.ts';
import { memoryCursor } from '../../../src/client/index.ts';
import type { FeedCursor, FeedEvent } from '../../../src/client/index.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

/** A feed that a test drives by hand, and where each subscription to it began. */
class HandFeed {
  readonly opened: (FeedCursor | undefined)[] = [];
  subscriber: Subscriber<FeedEvent<number>> | undefined;

  readonly open = (after: FeedCursor | undefined): Observable<FeedEvent<number>> =>
    new Observable((subscriber) => {
      this.opened.push(after);
      this.subscriber = subscriber;
      const offset = after === undefined ? 0 : after.off + 1;
      subscriber.next({ kind: 'subscribed', outcome: 'replayed', epoch: 'e', offset });
      return () => {
        this.subscriber = undefined;
      };
    });

  give(from: number, to: number): void {
    for (let offset = from; offset < to; offset += 1) {
      const event = {
        kind: 'event',
        eventTime: 0,
        watermark: 0,
        key: undefined,
        op: 'ins',
      } as const;
      this.subscriber?.next({ ...event, offset, data: offset });
    }
  }
}

const offsetOf = ({ value }: IteratorResult<FeedEvent<number>, void>): unknown =>
  value?.kind === 'event' ? value.offset : value?.kind;

const test = suite('feedEvents');

test('subscribes when the first event is asked for, and ends with the loop', async () => {
  const feed = new HandFeed();
  const events = feedEvents('f', feed.open, undefined);
  assert.equal(feed.opened, []);
  assert.is(offsetOf(await events.next()), 'subscribed');
  const next = events.next();
  feed.give(0, 2);
  assert.is(offsetOf(await next), 0);
  for await (const event of events) {
    assert.is(event.kind === 'event' && event.offset, 1);
    break;
  }
  assert.is(feed.subscriber, undefined);
  assert.is((await events.next()).done, true);
});

test('gives what waits before the end, and before the error', async () => {
  for (const error of [undefined, new Error('failed')]) {
    const feed = new HandFeed();
    const events = feedEvents('f', feed.open, undefined);
    await events.next();
    feed.give(0, 1);
    if (error === undefined) feed.subscriber?.complete();
    else feed.subscriber?.error(error);
    assert.is(offsetOf(await events.next()), 0);
    const last = await events.next().catch((reason: unknown) => reason);
    assert.equal(last, error ?? { value: undefined, done: true });
  }
});

test('while too many wait nothing is subscribed, and then goes on behind the last of them', async () => {
  const feed = new HandFeed();
  const events = feedEvents('f', feed.open, undefined);
  await events.next();
  feed.give(0, 5_000);
  assert.is(feed.subscriber, undefined);
  for (let offset = 0; offset < 1_024; offset += 1)
    assert.is(offsetOf(await events.next()), offset);
  assert.equal(feed.opened, [undefined]);
  assert.is(offsetOf(await events.next()), 'subscribed');
  assert.equal(feed.opened, [undefined, { epoch: 'e', off: 1_023 }]);
  feed.give(1_024, 1_025);
  assert.is(offsetOf(await events.next()), 1_024);
});

test('the stored cursor moves when the next event is asked for, and is where the next loop begins', async () => {
  const feed = new HandFeed();
  const store = memoryCursor();
  const events = feedEvents('f', feed.open, store);
  await events.next();
  assert.is(store.load('f'), undefined);
  feed.give(0, 3);
  await events.next();
  assert.equal(store.load('f'), { epoch: 'e', off: -1 });
  await events.next();
  assert.equal(store.load('f'), { epoch: 'e', off: 0 });
  await events.return();
  await feedEvents('f', feed.open, store).next();
  assert.equal(feed.opened, [undefined, { epoch: 'e', off: 0 }]);
});

test.run();
