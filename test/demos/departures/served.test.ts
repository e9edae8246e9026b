import { connectFeeds } from 'millrace/client';
import type { FeedClient, FeedEvent } from 'millrace/client';
import type { Browser, Page } from 'playwright-core';
import type { AirportFigures } from '../../../demos/departures/board/boardFeeds.ts';
import {
  formatCount,
  formatMinutes,
  formatShare,
  formatSpan,
} from '../../../demos/departures/board/formats.ts';
import * as assert from '../../support/assert.ts';
import { eventually } from '../../support/eventually.ts';
import { deadline, skipped, suite } from '../../support/suite.ts';
import { launchBrowser, openBoard } from './boardPage.ts';
import { findChromium } from './findChromium.ts';
import { startDemo } from './startDemo.ts';
import type { RunningDemo } from './startDemo.ts';

deadline(120);

const test = suite('departures demo, served');

const HOUR = 3_600_000;
/** A hundred minutes a second: a window ends every twentieth of one. */
const WORDS = ['--port', '0', '--speed', '6000', '--from', '2001-01-10'];
/** The clock of the replay when the pace begins. */
const FILLED = Date.UTC(2001, 0, 10, 12);

/** In the page, at one instant: the window and the rows of the table; only when there are rows. */
const SHOWN = `(() => {
  const rows = [...document.querySelectorAll('#table tbody tr')].map((row) =>
    [...row.cells].map((cell) => cell.textContent),
  );
  const window = document.querySelector('#window').textContent;
  return rows.length > 0 && { window, rows };
})()`;

interface Shown {
  readonly window: string;
  readonly rows: readonly (readonly string[])[];
}

let demo: RunningDemo | undefined;
let browser: Browser | undefined;
let client: FeedClient | undefined;

test.after(async () => {
  client?.close();
  await browser?.close();
  await demo?.end('SIGKILL');
});

/** All that the feed of the airports told: the figures of an airport in a window, corrections too. */
class Told {
  readonly #figures = new Map<string, Set<string>>();
  readonly #ends = new Map<string, number>();
  #watermark = -Infinity;

  accept(event: FeedEvent<AirportFigures>): void {
    if (event.kind === 'event' || event.kind === 'mark') this.#watermark = event.watermark;
    if (event.kind !== 'event' || event.window === undefined) return;
    const span = formatSpan(event.window.start, event.window.end);
    const name = `${String(event.key)} ${span}`;
    const figures = this.#figures.get(name) ?? new Set();
    this.#figures.set(name, figures.add(textOf(event.data)));
    this.#ends.set(span, event.window.end);
  }

  /** What was told of an airport in a window, when all that a page could have seen has come. */
  async of(iata: string, span: string): Promise<readonly string[]> {
    await eventually(() => this.#watermark >= (this.#ends.get(span) ?? Infinity) + HOUR);
    return [...(this.#figures.get(`${iata} ${span}`) ?? [])];
  }
}

function textOf({ flights, meanDelay, p95Delay, shareLate }: AirportFigures): string {
  const minutes = [meanDelay, p95Delay].map(formatMinutes);
  return [formatCount(flights), ...minutes, formatShare(shareLate)].join(' ');
}

async function textIn(page: Page, selector: string, pattern: RegExp): Promise<string> {
  const element = page.locator(selector).filter({ hasText: pattern });
  await element.waitFor();
  return (await element.textContent()) ?? '';
}

function toNumber(text: string): number {
  return Number(text.replaceAll(',', '').replace('−', '-').replace('%', ''));
}

test('shows in a browser what its feeds tell, from the first moment on, and ends by SIGINT', async () => {
  const chromium = findChromium();
  if (chromium === undefined) skipped('no Chromium is installed (CHROMIUM_PATH names one)');
  browser = await launchBrowser(chromium);
  demo = await startDemo(WORDS);
  const told = new Told();
  client = connectFeeds(demo.address.replace(/^http(.*)$/, 'ws$1feed'));
  client
    .feed<AirportFigures>('airports', { since: 'start' })
    .subscribe((event) => told.accept(event));
  const { page, complaints, hosts } = await openBoard(browser, demo.address);

  await page.locator('.dot').nth(30).waitFor({ state: 'attached' });
  await textIn(page, '#watermark', /^\d\d:\d\d:\d\d$/);
  await textIn(page, '#connection', /^live$/);
  const { window, rows } = (await (await page.waitForFunction<Shown>(SHOWN)).jsonValue()) as Shown;
  for (const [iata, , ...figures] of rows) {
    const numbers = figures.map(toNumber);
    assert.ok(numbers.length === 4 && numbers.every(Number.isFinite), `${iata}: ${figures.join()}`);
    assert.ok((numbers[0] ?? 0) > 0, `${iata} has flights`);
  }
  const [iata = '', , ...figures] = rows[0] ?? [];
  const expected = await told.of(iata, window);
  assert.ok(
    expected.includes(figures.join(' ')),
    `${iata} ${figures.join(' ')}: ${expected.join(', ')}`,
  );
  assert.equal(complaints, []);
  assert.equal([...hosts], [new URL(demo.address).host]);

  const { code, signal, stdout, stderr } = await demo.end('SIGINT');
  assert.equal([code, signal, stdout], [130, null, `${demo.address}\n`], stderr);
});

test('has the first twelve hours on the board before its clock begins to run', async () => {
  const slow = await startDemo(['--port', '0', '--speed', '0.001', '--from', '2001-01-10']);
  const feeds = connectFeeds(slow.address.replace(/^http(.*)$/, 'ws$1feed'));
  try {
    const told = new Told();
    let watermark = -Infinity;
    feeds.feed<AirportFigures>('airports', { since: 'start' }).subscribe((event) => {
      told.accept(event);
      if (event.kind === 'event' || event.kind === 'mark') watermark = event.watermark;
    });
    await eventually(() => watermark >= FILLED - 2.5 * HOUR);
    assert.ok((await told.of('ATL', '07:00–08:00')).length > 0, 'ATL has figures at once');
    assert.ok(watermark < FILLED, 'the clock stands at noon');
  } finally {
    feeds.close();
    const { code } = await slow.end('SIGINT');
    assert.is(code, 130);
  }
});

test.run();
