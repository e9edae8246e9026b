import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';

/** The page in a browser, and what was noticed around it. */
export interface BoardPage {
  readonly page: Page;
  /** Errors and warnings of the console, and errors that nobody caught. */
  readonly complaints: string[];
  /** The hosts that were asked for anything. */
  readonly hosts: Set<string>;
}

/** Starts the browser: quiet, and without a screen. */
export function launchBrowser(executablePath: string): Promise<Browser> {
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
  const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', ...quiet];
  return chromium.launch({ executablePath, args });
}

/** Opens the page at an address, in a window of some size. */
export async function openBoard(
  browser: Browser,
  address: string,
  viewport: { readonly width: number; readonly height: number } = { width: 1440, height: 900 },
): Promise<BoardPage> {
  const page = await browser.newPage({ viewport, reducedMotion: 'reduce' });
  page.setDefaultTimeout(20_000);
  const complaints: string[] = [];
  const hosts = new Set<string>();
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => hosts.add(new URL(request.url()).host));
  page.on('websocket', (socket) => hosts.add(new URL(socket.url()).host));
  await page.goto(address);
  return { page, complaints, hosts };
}
