import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { Subject } from 'rxjs';
import { createPage } from '../../../src/dashboard/index.ts';
import type { Graph } from '../../../src/graph/index.ts';
import { launchBrowser, openBoard } from '../../demos/departures/boardPage.ts';
import type { BoardPage } from '../../demos/departures/boardPage.ts';
import { findChromium } from '../../demos/departures/findChromium.ts';
import * as assert from '../../support/assert.ts';
import { projectRoot } from '../../support/projectRoot.ts';
import { deadline, skipped, suite } from '../../support/suite.ts';
import { HOSTILE, largeGraph, LONG } from './largeGraph.ts';

deadline(120);

const PHONE = { width: 390, height: 844 };
const SIZES = [{ width: 1280, height: 800 }, { width: 1920, height: 1080 }, PHONE];

/** In the page: the boxes of the cards, as they are drawn. */
const CARDS = `[...document.querySelectorAll('.drawing .card .frame')].map((card) => {
  const { left, right, top, bottom } = card.getBoundingClientRect();
  return { left, right, top, bottom };
})`;

/** In the page: the orders of the headings, from the top. */
const HEADINGS = `[...document.querySelectorAll('h1, h2, h3, h4')].map((one) => one.nodeName)`;

/** In the page: scrolls the drawing and a table, and focuses the drawing; then how far both are. */
const SCROLL = `{
  const boxes = [...document.querySelectorAll('section > .scroll')].slice(0, 2);
  for (const box of boxes) box.scrollLeft = 40;
  boxes[0].focus();
}`;
const SCROLLED = `[...document.querySelectorAll('section > .scroll')].slice(0, 2)
  .filter((box, i) => i > 0 || box === document.activeElement)
  .map((box) => box.scrollLeft)`;

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A running graph of thirty nodes on its page. */
interface Setting {
  readonly graph: Graph;
  readonly address: string;
  readonly events: Subject<number>;
  /** Ends the server, and begins another one in its place. */
  leave(): Promise<void>;
  comeBack(): Promise<void>;
}

async function serving(body: (setting: Setting) => Promise<void>): Promise<void> {
  const events = [new Subject<number>(), new Subject<number>(), new Subject<number>()] as const;
  const graph = largeGraph(`of ${HOSTILE}`, events);
  const run = graph.run();
  let server = await listen(graph, 0);
  const { port } = server.address() as AddressInfo;
  const leave = (): Promise<void> => end(server);
  const comeBack = async (): Promise<void> => void (server = await listen(graph, port));
  try {
    const address = `http://127.0.0.1:${port}/graph`;
    await body({ graph, address, events: events[0], leave, comeBack });
  } finally {
    run.stop();
    if (server.listening) await leave();
  }
}

function listen(graph: Graph, port: number): Promise<Server> {
  const files = { '/': new TextEncoder().encode('<!doctype html><title>Home</title>') };
  const server = createServer(createPage({ graph, files }));
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(server)));
}

function end(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

const page = suite('graph page in a browser');

let browser: Browser | undefined;

page.before(async () => {
  const built = join(projectRoot, 'dist/src/dashboard/page/main.js');
  assert.ok(existsSync(built), 'the page is not built: npm run build');
  const chromium = findChromium();
  if (chromium !== undefined) browser = await launchBrowser(chromium);
});

page.after(async () => browser?.close());

function open(address: string, size = SIZES[0]): Promise<BoardPage> {
  const chromium = browser ?? skipped('no Chromium is installed (CHROMIUM_PATH names one)');
  return openBoard(chromium, address, size);
}

/** The figure of a card beside its label. */
function figure(shown: Page, name: string, label: string): ReturnType<Page['locator']> {
  const card = shown.locator('.card').filter({ has: shown.locator(`.name:text-is("${name}")`) });
  return card.locator(`.label:text-is("${label}") + .value`);
}

for (const size of SIZES) {
  page(`has no need to be scrolled sideways at ${size.width} px`, () =>
    serving(async ({ address }) => {
      const { page: shown } = await open(address, size);
      const width = await shown.evaluate<number>('document.documentElement.scrollWidth');
      assert.is(width, size.width);
      await shown.close();
    }),
  );
}

page('draws each node and each edge of the topology once, none over another', () =>
  serving(async ({ graph, address }) => {
    const { page: shown, complaints } = await open(address);
    const { nodes, edges } = graph.topology();
    assert.is(nodes.length, 30);
    assert.is(await shown.locator('.drawing .edge').count(), edges.length);
    const titles = await shown.locator('.drawing .card > title').allTextContents();
    assert.equal(
      titles.map((title) => title.split('\n')[0]),
      nodes.map(({ name }) => name),
    );
    const cards = await shown.evaluate<readonly Box[]>(CARDS);
    for (const [i, a] of cards.entries()) {
      for (const b of cards.slice(i + 1)) {
        const apart =
          a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
        assert.ok(apart, JSON.stringify([a, b]));
      }
    }
    assert.equal(complaints, []);
    const picture = process.env['PAGE_PICTURE'];
    if (picture !== undefined) await shown.screenshot({ path: picture, fullPage: true });
    await shown.close();
  }),
);

page(
  'has one heading of the first order, links, heads of rows and columns, and texts as texts',
  () =>
    serving(async ({ graph, address }) => {
      const { page: shown, complaints } = await open(address);
      assert.equal(await shown.locator('h1').allTextContents(), [`Graph ${graph.name}`]);
      const orders = await shown.evaluate<readonly string[]>(HEADINGS);
      assert.equal(orders, ['H1', ...orders.slice(1).map(() => 'H2')]);
      const links = shown.getByRole('navigation', { name: 'Pages' }).getByRole('link');
      assert.equal(await links.allTextContents(), ['Home', 'Graph']);
      assert.is(await shown.locator('th:not([scope])').count(), 0);
      assert.is(await shown.locator('img').count(), 0);
      const rows = await shown.locator('tbody th[scope=row]').allTextContents();
      assert.ok(rows.includes(HOSTILE) && rows.includes(LONG));
      assert.equal(complaints, []);
      await shown.close();
    }),
);

page('follows the figures, and leaves scrolled, unfolded and focused what was', () =>
  serving(async ({ address, events }) => {
    const { page: shown } = await open(address, PHONE);
    await shown.locator('summary').first().click();
    await shown.evaluate(SCROLL);
    for (let at = 1; at <= 1_234; at += 1) events.next(at);
    await figure(shown, 'source 0', 'out')
      .filter({ hasText: /^1,234$/ })
      .waitFor();
    await figure(shown, 'step 0.3', 'in')
      .filter({ hasText: /^1,234$/ })
      .waitFor();
    const rate = shown.locator('.card').first().locator('.rate').last();
    await rate.filter({ hasText: /^[\d.]+K?\/s$/ }).waitFor();
    assert.equal(await shown.evaluate(SCROLLED), [40, 40]);
    assert.ok(await shown.locator('details').first().locator('pre').isVisible());
    await shown.close();
  }),
);

page('says that the server is away, keeps what came last, and goes on when it is back', () =>
  serving(async ({ address, events, leave, comeBack }) => {
    const { page: shown } = await open(address);
    await leave();
    await shown
      .locator('#away')
      .filter({ hasText: /^The server is away since .* goes on by itself\.$/ })
      .waitFor();
    await shown.locator('#shown[data-old] .card').nth(29).waitFor();
    for (const at of [1, 2, 3]) events.next(at);
    await comeBack();
    await figure(shown, 'source 0', 'out').filter({ hasText: /^3$/ }).waitFor();
    await shown.locator('#away').waitFor({ state: 'hidden' });
    assert.is(await shown.locator('#shown[data-old]').count(), 0);
    await shown.close();
  }),
);

page.run();
