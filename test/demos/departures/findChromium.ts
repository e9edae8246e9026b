import { findBinary } from '../../support/components/findBinary.ts';

/** The browser of this machine: `CHROMIUM_PATH`, or the first one that is on the path. */
export function findChromium(): string | undefined {
  const chosen = process.env['CHROMIUM_PATH'];
  if (chosen !== undefined && chosen !== '') return chosen;
  return findBinary('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable');
}
