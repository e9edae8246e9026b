import { filter, firstValueFrom } from 'rxjs';
import { connectFeeds } from '../../../src/client/index.ts';
import type { FeedClient, FeedEvent, PlaybackView } from '../../../src/client/index.ts';
import { createFeed, createFeedServer } from '../../../src/feed/index.ts';
import type { FeedServer } from '../../../src/feed/index.ts';
import { eventually } from '../../support/eventually.ts';
import { HandDrivenPlayback } from '../../support/handDrivenPlayback.ts';
import { HandDrivenStream } from '../../support/handDrivenStream.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const QUICK = { minDelay: 1, maxDelay: 5 };

interface Setting {
  readonly playback: HandDrivenPlayback;
  readonly server: FeedServer;
  readonly source: HandDrivenStream<number>;
  readonly client: FeedClient;
}

async function serving(
  mayControl: boolean,
  body: (setting: Setting) => Promise<void>,
): Promise<void> {
  const playback = new HandDrivenPlayback();
  const source = new HandDrivenStream<number>();
  const feeds = [createFeed('f', source.stream)];
  const server = await createFeedServer({
    feeds,
    playback: { control: playback, allow: () => mayControl },
  });
  const client = connectFeeds(server.url, QUICK);
  try {
    await body({ playback, server, source, client });
  } finally {
    client.close();
    await server.close();
  }
}

const known = ({ playback }: FeedClient): Promise<PlaybackView | undefined> =>
  firstValueFrom(playback.state.pipe(filter((view) => view !== undefined)));

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (error: unknown) => (error as { readonly code: string }).code,
  );

const test = suite('client.playback');

test('knows how the playback stands, and steers it for all', () =>
  serving(true, async ({ client, server, playback }) => {
    const other = connectFeeds(server.url, QUICK);
    const view = { state: 'playing', speed: 1, at: 50, first: 0, last: 100, mayControl: true };
    assert.equal(await known(other), view);
    await client.playback.pause();
    assert.equal(await known(client), { ...view, state: 'paused' });
    assert.is(client.playback.position(), 50);
    await client.playback.speed('max');
    await client.playback.seek(7);
    await client.playback.play();
    assert.is(client.playback.position(), 7);
    assert.equal(await known(client), { ...view, speed: 'max', at: 7 });
    assert.equal(playback.calls, [['pause'], ['speed', 'max'], ['seek', 7], ['play']]);
    const views: (PlaybackView | undefined)[] = [];
    other.playback.state.subscribe((one) => views.push(one));
    await eventually(() => views.at(-1)?.at === 7 && views.at(-1)?.state === 'playing');
    other.close();
  }));

test('the position runs on between what is told, no further than the end', () =>
  serving(true, async ({ client, playback }) => {
    await known(client);
    playback.change({ speed: 1e6 });
    await eventually(() => client.playback.position() === 100);
    assert.is((await known(client))?.at, 50);
  }));

test('a seek is a new epoch of the feeds on the same connection', () =>
  serving(true, async ({ client, server, playback, source }) => {
    const events: FeedEvent<number>[] = [];
    client.feed<number>('f').subscribe((event) => events.push(event));
    await eventually(() => events.length === 1);
    source.push([1, 2]);
    await eventually(() => events.length === 3);
    playback.onSeek = () => {
      const next = new HandDrivenStream<number>();
      server.replace([createFeed('f', next.stream)]);
      next.push([10, 11]);
    };
    await client.playback.seek(3);
    await eventually(() => events.length === 7);
    const shown = events.map((event) => (event.kind === 'event' ? event.data : event.kind));
    assert.equal(shown, ['subscribed', 1, 2, 'subscribed', 'skip', 10, 11]);
    assert.is(server.stats().connections.length, 1);
  }));

test('without the right it is told and rejects, and what is wrong is never sent', () =>
  serving(false, async ({ client, playback }) => {
    assert.is((await known(client))?.mayControl, false);
    assert.is(await codeOf(client.playback.pause()), 'MILLRACE_FEED_REFUSED');
    for (const wrong of [
      client.playback.seek(Number.NaN),
      client.playback.speed(0),
      client.playback.speed(1e7),
    ])
      assert.is(await codeOf(wrong), 'MILLRACE_ARGUMENT_RANGE');
    assert.equal(playback.calls, []);
    assert.is(await codeOf(client.history('f')), 'done');
  }));

test('nothing is known without a playback, or while there is no connection', async () => {
  const playback = new HandDrivenPlayback();
  const config = { feeds: [], playback: { control: playback, allow: () => true } };
  const first = await createFeedServer(config);
  const client = connectFeeds(first.url, QUICK);
  const views: unknown[] = [];
  client.playback.state.subscribe((view) => views.push(view?.state));
  await known(client);
  let isEnded = false;
  playback.onSeek = () => new Promise(() => undefined);
  const broken = codeOf(client.playback.seek(1)).finally(() => (isEnded = true));
  await eventually(() => playback.calls.length === 1);
  const { port } = first;
  await first.close();
  assert.equal([await broken, isEnded], ['MILLRACE_FEED_LOST', true]);
  const waiting = codeOf(client.playback.play());
  const second = await createFeedServer({ feeds: [], port });
  assert.is(await waiting, 'MILLRACE_FEED_REFUSED');
  assert.equal(views, [undefined, 'playing', undefined]);
  client.close();
  await second.close();
});

test.run();
