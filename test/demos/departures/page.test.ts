import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Place } from '../../../demos/departures/board/place.ts';
import * as assert from '../../support/assert.ts';
import { deadline, skipped, suite } from '../../support/suite.ts';
import { formatSpan } from '../../../demos/departures/board/formats.ts';
import { launchBrowser, openBoard } from './boardPage.ts';
import type { BoardPage } from './boardPage.ts';
import { startFakeServer } from './fakeServer.ts';
import type { FakeServer } from './fakeServer.ts';
import { FakeWorld } from './fakeWorld.ts';
import { findChromium } from './findChromium.ts';
import { pageFolder } from './servePage.ts';
import { watchFeeds } from './watchFeeds.ts';

deadline(120);

const page = suite('departures page');

const MORNING = Date.UTC(2001, 0, 15, 9);
const PHONE = { width: 390, height: 844 };
const LAPTOP = { width: 1280, height: 800 };

/** In the page: how many colours the chart's picture has. */
const COLOURS_OF_CHART = `{
  const { width, height, context = document.querySelector('#chart canvas').getContext('2d') } =
    document.querySelector('#chart canvas');
  new Set(new Uint32Array(context.getImageData(0, 0, width, height).data.buffer)).size;
}`;

/** In the page: the figures of the table that have no room. */
const CUT_FIGURES = `[...document.querySelectorAll('#table td:not(.column-city)')]
  .filter((cell) => cell.scrollWidth > cell.clientWidth)
  .map((cell) => cell.textContent)`;

let world: FakeWorld;
let server: FakeServer;
let browser: Browser | undefined;

page.before(async () => {
  assert.ok(existsSync(pageFolder), 'the page is not built: npm run build');
  world = await newWorld();
  server = await startFakeServer(world);
  // Half past twelve: the storm is over the plains.
  server.step(12 * 3 + 6);
  const chromium = findChromium();
  if (chromium !== undefined) browser = await launchBrowser(chromium);
});

page.after(async () => {
  await browser?.close();
  await server.close();
});

async function newWorld(): Promise<FakeWorld> {
  const text = await readFile(path.join(pageFolder, 'airports.json'), 'utf8');
  return new FakeWorld(JSON.parse(text) as Place[], MORNING);
}

function theBrowser(): Browser {
  return browser ?? skipped('no Chromium is installed (CHROMIUM_PATH names one)');
}

/** Opens the page and waits until it shows the newest window. */
async function open(viewport?: { width: number; height: number }): Promise<BoardPage> {
  const opened = await openBoard(theBrowser(), server.address, viewport);
  const window = formatSpan(world.end - 3_600_000, world.end);
  await waitForText(opened.page, '#window', new RegExp(`^${window}$`));
  await opened.page.locator('.dot').nth(100).waitFor({ state: 'attached' });
  return opened;
}

/** Waits until an element's text is as expected; a failure says what it was. */
async function waitForText(board: Page, selector: string, pattern: RegExp): Promise<string> {
  const element = board.locator(selector);
  try {
    await element.filter({ hasText: pattern }).waitFor();
  } catch {
    assert.match((await element.textContent()) ?? '', pattern, `the text of ${selector}`);
  }
  return (await element.textContent()) ?? '';
}

/** A figure of the page as a number. */
async function numberIn(board: Page, selector: string): Promise<number> {
  return toNumber(await waitForText(board, selector, /\d/));
}

function toNumber(text: string): number {
  return Number(text.replaceAll(',', ''));
}

/** Waits until an element's text is another one. */
async function waitForChange(board: Page, selector: string, from: string): Promise<void> {
  await board.locator(selector).filter({ hasNotText: from }).waitFor();
}

/** A column of the table, top down. */
async function columnOf(board: Page, name: string): Promise<string[]> {
  return board.locator(`tbody .column-${name}`).allTextContents();
}

page('shows a dot for each airport, by its flights and delay', async () => {
  const { page: board } = await open();
  const rows = await board.locator('#table tbody tr').count();
  const dots = await board.locator('.dot').count();
  assert.ok(dots > 100 && dots <= rows, `${dots} dots, ${rows} rows`);
  const radius = async (iata: string): Promise<number> =>
    Number(await board.locator(`#dot-${iata}`).getAttribute('r'));
  assert.ok((await radius('ATL')) > (await radius('BNA')));
  const steps = new Set(
    await board
      .locator('.dot')
      .evaluateAll((all) => all.map((dot) => dot.getAttribute('data-delay'))),
  );
  assert.ok(steps.size >= 4, `colours: ${[...steps].join(', ')}`);
  assert.ok((await board.locator('.dots .ring[data-disrupted=true]').count()) > 0);
  await board.close();
});

page('tells watermark, newest event, their distance and the clock', async () => {
  const { page: board } = await open();
  await waitForText(board, '#watermark', /^12:29:59$/);
  await waitForText(board, '#newest', /^13:0\d:\d\d$/);
  await waitForText(board, '#distance', /^3\d min$/);
  await waitForText(board, '#clock', /^13:\d\d:\d\d$/);
  await waitForText(board, '#day', /^Mon 15 Jan 2001$/);
  await waitForText(board, '#window', /^11:30–12:30$/);
  await waitForText(board, '#connection', /^live$/);
  await board.close();
});

page('sorts the table on a click, and keeps it sorted while figures change', async () => {
  const { page: board } = await open();
  await waitForText(board, '#table tbody tr:first-child .column-iata', /ATL|ORD/);
  await board.locator('th.column-meanDelay button').click();
  await board.locator('th.column-meanDelay[aria-sort=descending]').waitFor();
  const isFalling = async (): Promise<boolean> => {
    const delays = (await columnOf(board, 'meanDelay')).map((text) =>
      Number(text.replace('−', '-')),
    );
    return (
      delays.length > 100 && delays.every((delay, i) => i === 0 || delay <= (delays[i - 1] ?? 0))
    );
  };
  assert.ok(await isFalling());
  const before = await waitForText(board, '#window', /–/);
  server.step();
  await waitForChange(board, '#window', before);
  assert.ok(await isFalling());
  await board.locator('th.column-iata button').click();
  await board.locator('th.column-iata[aria-sort=ascending]').waitFor();
  const codes = await columnOf(board, 'iata');
  assert.equal(codes, [...codes].sort());
  await board.close();
});

page('filters the table', async () => {
  const { page: board } = await open();
  await board.locator('#table tbody tr').first().waitFor();
  await board.getByRole('searchbox').fill('st louis');
  await waitForText(board, '#table-count', /^\d of \d+$/);
  assert.ok((await columnOf(board, 'iata')).includes('STL'));
  await board.close();
});

page('shows the chart of the airport that is chosen on the map or in the table', async () => {
  const { page: board } = await open();
  await waitForText(board, '#chart-title', /^(ATL|ORD) · /);
  await board.locator('#dot-DEN').click();
  await waitForText(board, '#chart-title', /^DEN · Denver, CO$/);
  await board.locator('#table tbody tr[data-iata=DEN][aria-current=true]').waitFor();
  await board.locator('#table tbody tr[data-iata=STL]').click();
  await waitForText(board, '#chart-title', /^STL · St Louis, MO$/);
  await waitForText(board, '#chart-facts', /flights · mean .* min · p95 .* min · \d+% late/);
  const drawn = await board.evaluate<number>(COLOURS_OF_CHART);
  assert.ok(drawn > 10, 'the chart is empty');
  await board.close();
});

page('is used with the keyboard alone', async () => {
  const { page: board } = await open();
  await waitForText(board, '#chart-title', /^(ATL|ORD) · /);
  await board.locator('#map svg').focus();
  await board.keyboard.press('ArrowDown');
  await board.keyboard.press('ArrowDown');
  const active = await board.locator('#map svg').getAttribute('aria-activedescendant');
  const label = await board.locator(`#${active}`).getAttribute('aria-label');
  assert.match(label ?? '', /flights?, mean delay/);
  await board.keyboard.press('Enter');
  await waitForText(board, '#chart-title', new RegExp(`^${active?.slice('dot-'.length)} · `));
  const second = board.locator('#table tbody tr').nth(1);
  await board.locator('#table tbody button').first().focus();
  await board.keyboard.press('ArrowDown');
  await board.keyboard.press('Enter');
  await waitForText(
    board,
    '#chart-title',
    new RegExp(`^${await second.getAttribute('data-iata')} · `),
  );
  await board.close();
});

page('lists ten routes and the disruptions, and counts late events and corrections', async () => {
  const { page: board } = await open();
  await board.locator('#routes li').nth(9).waitFor();
  assert.is(await board.locator('#routes li').count(), 10);
  await waitForText(
    board,
    '#disruptions li:first-child',
    /^[A-Z]{3}\d\d:\d\d–\d\d:\d\d.*delayed, mean/,
  );
  const selectors = ['#late-airports', '#corrections-airports', '#corrections-routes', '#events'];
  const before = await Promise.all(selectors.map((selector) => waitForText(board, selector, /\d/)));
  server.step(12);
  for (const [i, selector] of selectors.entries()) {
    await waitForChange(board, selector, before[i] ?? '');
    assert.ok((await numberIn(board, selector)) > toNumber(before[i] ?? ''), selector);
  }
  await board.close();
});

for (const [name, size] of [
  ['a phone', PHONE],
  ['a laptop', LAPTOP],
] as const) {
  page(`fits ${name} without scrolling sideways`, async () => {
    const { page: board } = await open(size);
    await board.locator('#routes li').first().waitFor();
    const width = await board.evaluate<number>('document.documentElement.scrollWidth');
    assert.is(width, size.width);
    await board.close();
  });
}

page('has room on a laptop for its headings, its figures and the names of cities', async () => {
  const { page: board } = await open(LAPTOP);
  const heading = await board.locator('#times-title').boundingBox();
  const figures = await board.locator('.figures').boundingBox();
  const isBeside = (heading?.x ?? 0) + (heading?.width ?? Infinity) <= (figures?.x ?? 0);
  const isAbove = (heading?.y ?? 0) + (heading?.height ?? Infinity) <= (figures?.y ?? 0);
  assert.ok(isBeside || isAbove, JSON.stringify({ heading, figures }));
  const city = await board.locator('tbody .column-city').first().boundingBox();
  assert.equal(await board.evaluate<readonly string[]>(CUT_FIGURES), []);
  assert.ok((city?.width ?? 0) >= 130, `the column of cities is ${city?.width} px wide`);
  await board.close();
});

page(
  'leads to the pages about its graph and its feeds, under one heading of the first order',
  async () => {
    const { page: board } = await open();
    const links = board.getByRole('navigation', { name: 'Pages' }).getByRole('link');
    assert.equal(await links.allTextContents(), ['Graph', 'Feeds']);
    const targets = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')));
    assert.equal(targets, ['/graph', '/feeds']);
    assert.is(await board.locator('h1').count(), 1);
    await board.close();
  },
);

page('complains of nothing and asks its own server alone', async () => {
  const { page: board, complaints, hosts } = await open();
  await board.locator('#chart canvas').waitFor();
  assert.equal(complaints, []);
  assert.equal([...hosts], [new URL(server.address).host]);
  await board.close();
});

page('tells how many events were skipped', async () => {
  const chromium = theBrowser();
  const small = await startFakeServer(await newWorld(), { maxEvents: 400 });
  try {
    const { page: board } = await openBoard(chromium, small.address);
    await waitForText(board, '#connection', /^live$/);
    small.step(12);
    await waitForText(board, '#skip-notice', /^[\d,]+ results were skipped, .*airports [\d,]+/);
    await board.close();
  } finally {
    await small.close();
  }
});

page('says that the server is away, and goes on when it is back', async () => {
  const { page: board } = await open();
  await waitForText(board, '#connection', /^live$/);
  const { port } = server;
  await server.close();
  await waitForText(board, '#connection', /^reconnecting…$/);
  await waitForText(board, '#connection-notice', /The server is away/);
  assert.ok((await board.locator('.dot').count()) > 100, 'the board shows what came last');
  const watermark = await waitForText(board, '#watermark', /\d/);
  server = await startFakeServer(world, { port });
  server.step(12);
  await waitForText(board, '#connection', /^live$/);
  await board.locator('#connection-notice').waitFor({ state: 'hidden' });
  await waitForChange(board, '#watermark', watermark);
  assert.ok((await board.locator('.dot').count()) > 100, 'the board goes on');
  await board.close();
});

page('goes on without a hole when a server comes back that kept its logs', async () => {
  const logs = await mkdtemp(path.join(tmpdir(), 'millrace-board-'));
  const own = await newWorld();
  let kept = await startFakeServer(own, { logs });
  try {
    const board = await theBrowser().newPage();
    const feeds = watchFeeds(board);
    await board.goto(kept.address);
    await waitForText(board, '#connection', /^live$/);
    kept.step(13);
    const watermark = await waitForText(board, '#watermark', /\d/);
    const { port } = kept;
    await kept.close();
    await waitForText(board, '#connection', /^reconnecting…$/);
    kept = await startFakeServer(own, { logs, port });
    kept.step(13);
    await waitForText(board, '#connection', /^live$/);
    await waitForChange(board, '#watermark', watermark);
    assert.ok(feeds.size > 1 && (await board.locator('#skip-notice').isHidden()));
    for (const [name, { epochs, faults, next }] of feeds) {
      assert.equal([faults, epochs.length, new Set(epochs).size], [[], 2, 1], name);
      assert.ok(next > 1, `${name} tells ${next} events`);
    }
    await board.close();
  } finally {
    await kept.close();
    await rm(logs, { recursive: true });
  }
});

page.run();
