import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { Subject } from 'rxjs';
import { createPage } from '../../../src/dashboard/index.ts';
import type { Graph } from '../../../src/graph/index.ts';
import * as assert from '../../support/assert.ts';
import { deadline, suite } from '../../support/suite.ts';
import { HOSTILE, largeGraph, LONG } from './largeGraph.ts';
import { pageBrowser } from './pageBrowser.ts';

deadline(180);

const PHONE = { width: 390, height: 844 };
const SIZES = [{ width: 1280, height: 800 }, { width: 1920, height: 1080 }, PHONE];

/** In the page: the boxes of the cards, as they are drawn. */
const CARDS = `[...document.querySelectorAll('.drawing .card .frame')].map((card) => {
  const { left, right, top, bottom } = card.getBoundingClientRect();
  return { left, right, top, bottom };
})`;

/** In the page: the texts of the cards that are seen past the padding of their card, and those that overlap. */
const CROWDED = `[...document.querySelectorAll('.drawing .card')].flatMap((card) => {
  const frame = card.querySelector('.frame').getBoundingClientRect();
  const texts = [...card.querySelectorAll('text')].map((text) => {
    const { left, right, top, bottom } = text.getBoundingClientRect();
    const box = text.ownerSVGElement.getBoundingClientRect();
    return { text: text.textContent, left, right: Math.min(right, box.right), top, bottom };
  });
  const isRight = (text) => text.right > frame.right - 10;
  const isOver = (a, b) => a !== b && a.top < b.bottom - 3 && b.top < a.bottom - 3 && a.left <= b.left && b.left < a.right + 3;
  return texts.filter((text) => text.text !== '' && (isRight(text) || texts.some((b) => b.text !== '' && isOver(text, b))));
}).map(({ text }) => text)`;

/** In the page: puts the widest texts into the figures on the right. */
const WIDEN = `for (const card of document.querySelectorAll('.drawing .card')) {
  for (const value of card.querySelectorAll('.value')) {
    const text = { in: '999,999', out: '999,999', late: '999.9K', busy: '0.1%', lag: '20779.3d', state: '1.23M' };
    const label = value.previousSibling.textContent;
    value.textContent = text[label];
    if (label === 'late') value.classList.add('bad');
  }
  for (const rate of card.querySelectorAll('.rate')) rate.textContent = '999K/s';
}`;

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

const open = pageBrowser(page, SIZES[0]);

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

page('has room in a card for each of its texts, the widest too', () =>
  serving(async ({ address }) => {
    const { page: shown } = await open(address);
    assert.equal(await shown.evaluate<readonly string[]>(`${WIDEN}\n${CROWDED}`), []);
    const wide = shown.locator('.name').filter({ hasText: 'WMW_AIRPORT' });
    assert.match((await wide.first().textContent()) ?? '', /^WMW_AIRPORT.*…$/);
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

/** In the page: what the first source has put out. */
const FIRST_OUT = `[...document.querySelectorAll('.card .label')]
  .find((label) => label.textContent === 'out').nextSibling`;

page('leaves a text that is selected as it is, and brings it up to date thereafter', () =>
  serving(async ({ address, events }) => {
    const { page: shown } = await open(address);
    await shown.evaluate(`getSelection().selectAllChildren(${FIRST_OUT})`);
    for (const at of [1, 2, 3]) events.next(at);
    await figure(shown, 'source 0', 'in').filter({ hasText: /^3$/ }).waitFor();
    assert.is(await shown.evaluate('String(getSelection())'), '0');
    await shown.evaluate('getSelection().removeAllRanges()');
    await figure(shown, 'source 0', 'out').filter({ hasText: /^3$/ }).waitFor();
    await shown.close();
  }),
);

/** In the page: takes part of it away, as if the server had not shown that yet; the last box is scrolled. */
const UNSHOW = `{
  document.querySelector('[data-part=counters]').remove();
  const box = document.querySelector('table.hold').parentElement;
  box.scrollLeft = 40;
  box.focus();
}`;
const STAYED = `{
  const box = document.querySelector('table.hold').parentElement;
  [box.scrollLeft, box === document.activeElement];
}`;

page('leaves all others as they are when a part appears, and when one is no more', () =>
  serving(async ({ address }) => {
    const { page: shown } = await open(address, PHONE);
    await shown.locator('summary').last().click();
    await shown.evaluate(UNSHOW);
    await shown.locator('#counters').waitFor();
    assert.equal(await shown.evaluate(STAYED), [40, true]);
    await shown.evaluate(`document.querySelector('[data-part=counters]').after(new Range()
      .createContextualFragment('<section data-part="checkpoints" id="gone"></section>'))`);
    await shown.locator('#gone').waitFor({ state: 'detached' });
    assert.equal(await shown.evaluate(STAYED), [40, true]);
    assert.ok(await shown.locator('details').last().locator('pre').isVisible());
    await shown.close();
  }),
);

/** What else a server may answer, and what is told of it. */
const ANSWERS: readonly (readonly [status: number, body: string, told: RegExp])[] = [
  [500, 'The server failed.', /^The server answers with status 500\. The page shows/],
  [403, 'You may not.', /^The server answers with status 403\./],
  [200, '<title>Log in</title>', /^The server answers with another page\./],
];

for (const [status, body, told] of ANSWERS) {
  page(`tells of an answer with status ${status} and '${body}'`, () =>
    serving(async ({ address }) => {
      const { page: shown } = await open(address);
      await shown.route(address, (route) =>
        route.fulfill({ status, body, contentType: 'text/html' }),
      );
      await shown.locator('#away').filter({ hasText: told }).waitFor();
      await shown.unroute(address);
      await shown.locator('#away').waitFor({ state: 'hidden' });
      await shown.close();
    }),
  );
}

page('says since when the server is away this time', () =>
  serving(async ({ address }) => {
    const { page: shown } = await open(address);
    const away = shown.locator('#away');
    await shown.evaluate(`Date.prototype.toLocaleTimeString = () => '1 o’clock'`);
    await shown.route(address, (route) => route.abort());
    await away.filter({ hasText: /since 1 o’clock/ }).waitFor();
    await shown.unroute(address);
    await shown.route(address, (route) => route.fulfill({ status: 500, body: '' }));
    await away.filter({ hasText: /status 500/ }).waitFor();
    await shown.evaluate(`{
      globalThis.Date = class extends Date { toLocaleTimeString() { return 'now'; } };
    }`);
    await shown.unroute(address);
    await shown.route(address, (route) => route.abort());
    await away.filter({ hasText: /since now/ }).waitFor();
    await shown.close();
  }),
);

page('does not call a server away of which it cannot show the answer', () =>
  serving(async ({ address, events }) => {
    const { page: shown } = await open(address);
    await shown.evaluate(`Element.prototype.setAttribute = () => { throw new Error('torn'); }`);
    events.next(1);
    const told = shown.locator('#away').filter({ hasText: /cannot be put into this page.*torn/ });
    await told.waitFor();
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
    // Paler texts would be too hard to read.
    assert.is(
      await shown.evaluate(`getComputedStyle(document.getElementById('shown')).opacity`),
      '1',
    );
    for (const at of [1, 2, 3]) events.next(at);
    await comeBack();
    await figure(shown, 'source 0', 'out').filter({ hasText: /^3$/ }).waitFor();
    await shown.locator('#away').waitFor({ state: 'hidden' });
    assert.is(await shown.locator('#shown[data-old]').count(), 0);
    await shown.close();
  }),
);

page.run();
