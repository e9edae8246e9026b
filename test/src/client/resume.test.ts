import { take } from 'rxjs';
import { connectFeeds, fileCursor, memoryCursor } from '../../../src/client/index.ts';
import type { CursorStore, FeedEvent } from '../../../src/client/index.ts';
import { createFeed, createFeedServer } from '../../../src/feed/index.ts';
import { eventually } from '../../support/eventually.ts';
import { HandDrivenStream } from '../../support/handDrivenStream.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';
import { TemporaryFolder } from '../sources/temporaryFolder.ts';

const test = suite('resuming with a cursor');
const folder = new TemporaryFolder();
test.after(() => folder.remove());

const offsetsOf = (events: readonly FeedEvent<unknown>[]): unknown[] =>
  events.flatMap((event) => (event.kind === 'event' ? [event.offset] : []));

test('a program that starts again goes on behind the last event that it was done with', async () => {
  const source = new HandDrivenStream<number>();
  const server = await createFeedServer({ feeds: [createFeed('f', source.stream)] });
  source.push(Array.from({ length: 30 }, (_, i) => i));
  const path = await folder.write('{}');
  const all: FeedEvent<unknown>[] = [];
  for (let start = 0; start < 4; start += 1) {
    const client = connectFeeds(server.url);
    const seen: FeedEvent<unknown>[] = [];
    const cursor = fileCursor(path);
    client
      .feed('f', { since: 'start', cursor })
      .pipe(take(8))
      .subscribe((event) => {
        // The cursor has not moved yet: what a callback fails at may come again.
        const { off = -1 } = fileCursor(path).load('f') ?? {};
        if (event.kind === 'event') assert.is(off, event.offset - 1);
        seen.push(event);
      });
    await eventually(() => seen.length === 8);
    all.push(...seen);
    client.close();
  }
  assert.equal(
    offsetsOf(all),
    Array.from({ length: 28 }, (_, i) => i),
  );
  await server.close();
});

test('what is gone since the last start is told, also when it was not told the first time', async () => {
  const source = new HandDrivenStream<number>();
  const feed = createFeed('f', source.stream, { maxEvents: 4, batch: 1 });
  const server = await createFeedServer({ feeds: [feed] });
  const cursor = memoryCursor();
  const epoch = server.stats().feeds[0]?.epoch ?? '';
  cursor.save('f', { epoch, off: 1 });
  source.push([0, 1, 2, 3, 4, 5, 6]);
  await eventually(() => feed.stats().offset === 7);
  for (let start = 0; start < 2; start += 1) {
    const client = connectFeeds(server.url);
    const seen: FeedEvent<unknown>[] = [];
    // The first start ends before the skip, the second one behind it.
    client
      .feed('f', { cursor })
      .pipe(take(1 + start))
      .subscribe((event) => seen.push(event));
    await eventually(() => seen.length === 1 + start);
    assert.is(seen[0]?.kind === 'subscribed' && seen[0].outcome, 'tooOld');
    const skip = { kind: 'skip', from: 2, to: 3, count: 1, why: 'expired' };
    if (start === 1) assert.equal(seen[1], skip);
    assert.equal(cursor.load('f'), { epoch, off: 1 + start });
    client.close();
  }
  await server.close();
});

test('a store that fails ends the subscription with its error', async () => {
  const server = await createFeedServer({
    feeds: [createFeed('f', new HandDrivenStream<number>().stream)],
  });
  const client = connectFeeds(server.url);
  const full = new Error('quota exceeded');
  const failing = (): never => {
    throw full;
  };
  const stores: CursorStore[] = [
    { load: failing, save: () => undefined },
    { load: () => undefined, save: failing },
  ];
  for (const cursor of stores) {
    let failure: unknown;
    client.feed('f', { cursor }).subscribe({ error: (error: unknown) => (failure = error) });
    await eventually(() => failure !== undefined);
    assert.is(failure, full);
  }
  client.close();
  await server.close();
});

test('a loop over events gets each once, however slow it is and however many come', async () => {
  const source = new HandDrivenStream<number>();
  const server = await createFeedServer({ feeds: [createFeed('f', source.stream)] });
  const client = connectFeeds(server.url);
  let [next, sent] = [0, 0];
  for await (const event of client.events<number>('f')) {
    // All at once, several times more than may wait.
    if (sent === 0) source.push(Array.from({ length: 5_000 }, () => sent++));
    if (event.kind === 'skip') assert.unreachable(JSON.stringify(event));
    if (event.kind !== 'event') continue;
    assert.equal([event.offset, event.data], [next, next]);
    next += 1;
    if (next % 1_000 === 0) await new Promise((resolve) => setImmediate(resolve));
    if (next === 5_000) source.complete();
  }
  assert.is(next, 5_000);
  client.close();
  await server.close();
});

test.run();
