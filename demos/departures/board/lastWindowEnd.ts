const MINUTE = 60_000;

/** The windows of the airports' figures: one hour, every five minutes. */
export const WINDOW_SIZE: number = 60 * MINUTE;

/** How far apart those windows are. */
export const WINDOW_EVERY: number = 5 * MINUTE;

/** How long the board keeps windows. */
export const KEPT: number = 24 * 60 * MINUTE;

/**
 * The end of the newest window that is complete. When the recording is over the watermark says
 * nothing more, and the windows that run out behind the newest event are left aside.
 */
export function lastWindowEnd(watermark: number, newest: number): number {
  const bound = Math.min(watermark + 1, newest + WINDOW_EVERY);
  return Math.floor(bound / WINDOW_EVERY) * WINDOW_EVERY;
}
