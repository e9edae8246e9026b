import { ArgumentTypeError, checkConfig, show } from '../kernel/index.ts';
import type { Pane } from '../windows/index.ts';
import { checkExpected } from './expectedPane.ts';
import type { ExpectedPane } from './expectedPane.ts';
import { pairAsSet, pairInOrder, pairRest } from './panePair.ts';
import { paneTimelines } from './paneTimelines.ts';
import type { DrivenRow } from './streamDriver.ts';

/** How panes are compared. */
export interface ExpectPanesConfig {
  /** Whether their order counts (default: true); if not, the panes of each window are a set. */
  readonly ordered?: boolean;
}

/** A pane, or a row of a driven stream that holds one. */
export type PaneOrRow = Pane<unknown, unknown> | DrivenRow<Pane<unknown, unknown>>;

/**
 * Compares panes with what is expected of them, and only in the fields that are given.
 *
 * - errors: an Error whose message prints both timelines side by side, by the ends of the windows;
 *   `MILLRACE_ARGUMENT_TYPE` for a field that no pane has
 *
 * @example
 * ```ts
 * import { count, fixedWindow } from 'millrace';
 * import type { Stream } from 'millrace';
 * import { driveStream, expectPanes } from 'millrace/testing';
 *
 * const window = fixedWindow({ size: 10, late: 'drop', aggregate: { n: count() } });
 * const driver = driveStream((input: Stream<string>) => input.pipe(window));
 * driver.event('a', 3);
 * driver.event('b', 14);
 * expectPanes(driver.end(), [
 *   { window: { start: 0, end: 10 }, value: { n: 1 }, timing: 'onTime' },
 *   { window: { end: 20 }, final: true },
 * ]);
 * ```
 */
export function expectPanes(
  actual: readonly PaneOrRow[],
  expected: readonly ExpectedPane[],
  config: ExpectPanesConfig = {},
): void {
  const owner = 'expectPanes';
  checkConfig(owner, config);
  for (const want of expected) checkExpected(owner, want);
  const came = actual.map((one) => paneOf(owner, one));
  const pair = config.ordered === false ? pairAsSet : pairInOrder;
  const pairs = pair(came, expected);
  if (pairs.length === came.length && pairs.length === expected.length) return;
  const rest = pairRest(came, expected, pairs);
  const counts = `came ${came.length}, expected ${expected.length}, fitting ${pairs.length}`;
  throw new Error(`the panes differ: ${counts}\n${paneTimelines(came, expected, pairs, rest)}`);
}

function paneOf(owner: string, one: PaneOrRow): Pane<unknown, unknown> {
  const pane = 'timing' in one ? one : one.value;
  if (typeof pane === 'object' && pane !== null && 'window' in pane) return pane;
  throw new ArgumentTypeError(owner, 'actual', 'panes, or rows of panes', show(pane));
}
