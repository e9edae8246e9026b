import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser, openBoard } from '../../demos/departures/boardPage.ts';
import type { BoardPage } from '../../demos/departures/boardPage.ts';
import { findChromium } from '../../demos/departures/findChromium.ts';
import * as assert from '../../support/assert.ts';
import { projectRoot } from '../../support/projectRoot.ts';
import { skipped } from '../../support/suite.ts';
import type { Suite } from '../../support/suite.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Opens the page at an address; where there is no browser, the test is skipped. */
export type OpenPage = (address: string, size?: Size) => Promise<BoardPage>;

/** Gives the tests of a suite one browser, and windows of a usual size on the engine's pages as they are built. */
export function pageBrowser(page: Suite<object>, usual?: Size): OpenPage {
  let browser: Browser | undefined;
  page.before(async () => {
    const built = join(projectRoot, 'dist/src/dashboard/page/main.js');
    assert.ok(existsSync(built), 'the page is not built: npm run build');
    const chromium = findChromium();
    if (chromium !== undefined) browser = await launchBrowser(chromium);
  });
  page.after(async () => browser?.close());
  return async (address, size = usual) => {
    const chromium = browser ?? skipped('no Chromium is installed (CHROMIUM_PATH names one)');
    return openBoard(chromium, address, size);
  };
}
