import type { Page } from 'playwright-core';
import { connectFeeds } from '../../../src/client/index.ts';
import type { FeedClient } from '../../../src/client/index.ts';
import { createPage } from '../../../src/dashboard/index.ts';
import type { FeedsReport, PageConfig } from '../../../src/dashboard/index.ts';
import { createGraph } from '../../../src/graph/index.ts';
import type { Graph } from '../../../src/graph/index.ts';
import { createFeed, createFeedServer } from '../../../src/feed/index.ts';
import type { FeedServer } from '../../../src/feed/index.ts';
import { eventually } from '../../support/eventually.ts';
import { HandDrivenPlayback } from '../../support/handDrivenPlayback.ts';
import { HandDrivenStream } from '../../support/handDrivenStream.ts';
import { deadline, suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';
import { pageBrowser } from './pageBrowser.ts';

deadline(120);

interface Setting {
  readonly server: FeedServer;
  readonly source: HandDrivenStream<unknown>;
  readonly playback: HandDrivenPlayback;
  readonly address: string;
  connect(name: string): FeedClient;
}

interface Rights {
  readonly feeds?: Omit<NonNullable<PageConfig['feeds']>, 'server'>;
  readonly maySteer?: boolean;
  readonly graph?: Graph;
}

/** A server of the feed `f`, which keeps eight events, with its page. */
async function serving(rights: Rights, body: (setting: Setting) => Promise<void>): Promise<void> {
  const source = new HandDrivenStream<unknown>();
  const playback = new HandDrivenPlayback();
  const feeds = { ...rights.feeds, server: (): FeedServer => server };
  const page = createPage(rights.graph === undefined ? { feeds } : { feeds, graph: rights.graph });
  const server = await createFeedServer({
    feeds: [createFeed('f', source.stream, { maxEvents: 8, batch: 1 })],
    request: page,
    playback: { control: playback, allow: () => rights.maySteer ?? true },
  });
  const clients: FeedClient[] = [];
  const connect = (name: string): FeedClient => {
    const client = connectFeeds(server.url, { name });
    clients.push(client);
    return client;
  };
  const address = `http://127.0.0.1:${server.port}/feeds`;
  try {
    await body({ server, source, playback, address, connect });
  } finally {
    for (const client of clients) client.close();
    await server.close();
  }
}

/** Subscribes to the feed, and waits until it has come. */
async function readAll(client: FeedClient, since: { readonly time: number }): Promise<void> {
  let isHere = false;
  client.feed('f', { since }).subscribe((event) => {
    isHere ||= event.kind === 'skip';
  });
  await eventually(() => isHere);
}

const test = suite('feeds page');

test('tells of each connection what it reads, how far it is, and what it lost, as data', () =>
  serving({}, async ({ source, address, connect, server }) => {
    source.push([...Array.from({ length: 12 }, (_, i) => i)], 12);
    await readAll(connect('board'), { time: 1 });
    await eventually(() => server.stats().connections[0]?.subscriptions[0]?.behind === 0);
    const { feeds, connections, playback } = (await (
      await fetch(`${address}.json`)
    ).json()) as FeedsReport;
    assert.equal([feeds[0]?.name, feeds[0]?.watermark, feeds[0]?.skipped], ['f', 12, 4]);
    assert.is(connections[0]?.client, 'board');
    const { sent = 0, ...read } = connections[0]?.subscriptions[0] ?? {};
    const losses = { expired: 4 };
    assert.equal(read, { feed: 'f', offset: 12, behind: 0, lag: 0, skipped: 4, losses });
    assert.ok(sent > 0 && sent < (connections[0]?.sent ?? 0), String(sent));
    assert.is(playback?.state, 'playing');
  }));

test('is there for nobody unless it is configured, and only for those who may see it', async () => {
  const feeds = { allow: () => false };
  await serving({ feeds }, async ({ address }) => {
    for (const path of [address, `${address}.json`]) assert.is((await fetch(path)).status, 403);
  });
  const server = await createFeedServer({ feeds: [], request: createPage({}) });
  const bare = `http://127.0.0.1:${server.port}/feeds`;
  for (const path of [bare, `${bare}.json`]) assert.is((await fetch(path)).status, 404);
  await server.close();
});

test('shows what a client calls itself as text', () =>
  serving({}, async ({ address, connect, server }) => {
    connect('<script>alert(1)</script>');
    await eventually(() => server.stats().connections[0]?.client !== undefined);
    const text = await (await fetch(address)).text();
    assert.ok(text.includes('&#60;script&#62;alert(1)') && !text.includes('<script>alert'));
  }));

test.run();

const page = suite('feeds page in a browser');

const open = pageBrowser(page);

async function textOf(shown: Page, selector: string, pattern: RegExp): Promise<void> {
  await shown.locator(selector).filter({ hasText: pattern }).first().waitFor();
}

page('shows the connections as they come, and what they read and lost', () =>
  serving({}, async ({ source, address, connect }) => {
    const { page: shown, complaints } = await open(address);
    source.push([...Array.from({ length: 12 }, (_, i) => i)], 12);
    await readAll(connect('board'), { time: 1 });
    const row = shown.locator('#shown tr').filter({ hasText: 'board' });
    await row.filter({ hasText: '4 expired' }).waitFor();
    assert.match((await row.textContent()) ?? '', /boardjson.*f1200ms.*4 expired/);
    await textOf(shown, '#shown tr', /millrace feeds page/);
    const picture = process.env['PAGE_PICTURE'];
    if (picture !== undefined) await shown.screenshot({ path: picture });
    assert.equal(complaints, []);
    await shown.close();
  }),
);

for (const [width, height] of [
  [1280, 800],
  [390, 844],
] as const) {
  page(`has no need to be scrolled sideways at ${width} px`, () =>
    serving({}, async ({ source, address, connect }) => {
      source.push([1, 2], 2);
      connect('a client of a rather long name, with its version and its host');
      const { page: shown } = await open(address, { width, height });
      await shown.locator('#playback').waitFor();
      await textOf(shown, '#shown tr', /a rather long name/);
      const all = await shown.evaluate<number>('document.documentElement.scrollWidth');
      assert.is(all, width);
      await shown.close();
    }),
  );
}

page(
  'has one heading of its name, tells of a feed without events, and leads to the other pages',
  () =>
    serving({ graph: createGraph('g') }, async ({ address }) => {
      const { page: shown, complaints } = await open(address);
      const headings = await shown.locator('h1, h2').allTextContents();
      assert.equal(headings, ['Feeds', 'What each feed keeps', 'Connections, and what each reads']);
      assert.is(await shown.locator('h1').count(), 1);
      await textOf(shown, '#shown tr', /^flive.*none yet$/);
      const links = shown.getByRole('navigation', { name: 'Pages' }).getByRole('link');
      assert.equal(await links.allTextContents(), ['Graph', 'Feeds']);
      await links.first().click();
      await textOf(shown, 'h1', /^Graph g$/);
      assert.equal(await links.allTextContents(), ['Graph', 'Feeds']);
      assert.equal(complaints, []);
      await shown.close();
    }),
);

page('names the connection beside each of its subscriptions, also when scrolled', () =>
  serving({}, async ({ source, address, connect }) => {
    source.push([1, 2], 2);
    const client = connect('board');
    for (const filter of ['d > 0', 'd > 1']) client.feed('f', { filter }).subscribe();
    const { page: shown } = await open(address, { width: 390, height: 844 });
    const head = shown.locator('th[scope=row][rowspan="2"]');
    await head.waitFor();
    const cells = shown.locator('#shown tr:has(th[rowspan]) + tr > *');
    assert.is(await cells.count(), 10);
    await shown.evaluate(
      `document.querySelector('th[rowspan]').closest('.scroll').scrollLeft = 60`,
    );
    const [own, second] = [await head.boundingBox(), await cells.first().boundingBox()];
    assert.ok((own?.y ?? 0) + (own?.height ?? 0) >= (second?.y ?? 0) + (second?.height ?? 0) - 1);
    await shown.close();
  }),
);

page('steers the playback, and shows what others do with it', () =>
  serving({}, async ({ address, playback }) => {
    const { page: shown, complaints } = await open(address);
    await shown.locator('#run').click();
    await textOf(shown, '#state', /^paused$/);
    await shown.locator('#speed').selectOption('10');
    await shown.locator('#seek').fill('20');
    await shown.locator('#run').filter({ hasText: 'Play' }).click();
    await textOf(shown, '#state', /^playing$/);
    assert.equal(playback.calls, [['pause'], ['speed', 10], ['seek', 20], ['play']]);
    playback.change({ state: 'over', speed: 3, at: 100 });
    await textOf(shown, '#state', /^over$/);
    await textOf(shown, '#position', /^1970-01-01T00:00:00\.100Z$/);
    assert.is(await shown.locator('#speed').inputValue(), '3');
    assert.ok(await shown.locator('#run').isDisabled());
    assert.equal(complaints, []);
    await shown.close();
  }),
);

page('shows a playback that others steer without the controls', () =>
  serving({ maySteer: false }, async ({ address }) => {
    const { page: shown } = await open(address);
    await textOf(shown, '#state', /^playing, steered by others$/);
    for (const control of ['#run', '#seek', '#speed'])
      assert.ok(await shown.locator(control).isDisabled(), control);
    await shown.close();
  }),
);

page('tells what fails, and marks what is old when the server is away', () =>
  serving({}, async ({ address, playback, server }) => {
    const { page: shown } = await open(address);
    playback.onSeek = () => Promise.reject(new Error('torn'));
    await shown.locator('#seek').fill('20');
    await textOf(shown, '#problem', /ctl: internal error$/);
    await server.close();
    await shown.locator('#shown[data-old]').waitFor();
    await shown.locator('#playback').waitFor({ state: 'hidden' });
    await shown.close();
  }),
);

page.run();
