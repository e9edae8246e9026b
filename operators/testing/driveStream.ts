import { VirtualTimeScheduler } from 'rxjs';
import { checkConfig, checkFunction, checkNumber } from '../kernel/index.ts';
import type { SideOutput, Stream } from '../kernel/index.ts';
import { StreamDriver } from './streamDriver.ts';

/** What the function that builds a driven stream is told beside its first input. */
export interface DriveContext<T> {
  /** All inputs, where `inputs` asks for several. */
  readonly inputs: readonly Stream<T>[];
  /** The clock that `processingTime` moves, for the `scheduler` field of operators. */
  readonly scheduler: VirtualTimeScheduler;
}

/** How a stream is driven. */
export interface DriveConfig<L = never> {
  /** How many inputs it has (default: 1). */
  readonly inputs?: number;
  /** The clock of its processing time, in ms (default: a new VirtualTimeScheduler, at 0). */
  readonly scheduler?: VirtualTimeScheduler;
  /** The side output that the operator sends its late events to, for `driver.late()`. */
  readonly late?: SideOutput<L>;
}

/**
 * Drives a stream by hand: each event, each step of the watermark and of processing time is a call,
 * which returns the rows that have come out since the last one.
 *
 * - emits: through the driver's methods, each row with its timestamp and the watermark before it
 * - state: the rows that no call has returned yet
 * - errors: `MILLRACE_ARGUMENT_RANGE` and `MILLRACE_ARGUMENT_TYPE` at call time; an error of the
 *   stream is thrown by the call that caused it, and by each one after it
 * - late events: those of the side output given as `late`, returned by `driver.late()`
 *
 * @param build makes the stream out of its input; called again at each `restore`
 *
 * @example
 * ```ts
 * import { count, fixedWindow, lateTo, SideOutput } from 'millrace';
 * import type { Late, Stream } from 'millrace';
 * import { driveStream } from 'millrace/testing';
 *
 * const late = new SideOutput<Late<string>>();
 * const window = { size: 10, late: lateTo(late), aggregate: { n: count() } };
 * const driver = driveStream((input: Stream<string>) => input.pipe(fixedWindow(window)), { late });
 *
 * driver.event('a', 3);
 * const snapshot = driver.barrier();
 * console.log(driver.watermark(9).map(({ value }) => value.value.n)); // [1]
 * driver.event('b', 4);
 * console.log(driver.late().map(({ value }) => value)); // ['b']
 *
 * driver.restore(snapshot);
 * driver.event('b', 4);
 * console.log(driver.watermark(9).map(({ value }) => value.value.n)); // [2]
 * ```
 */
export function driveStream<T, R, L = never>(
  build: (input: Stream<T>, context: DriveContext<T>) => Stream<R>,
  config: DriveConfig<L> = {},
): StreamDriver<T, R, L> {
  checkFunction('driveStream', 'build', build);
  checkConfig('driveStream', config);
  const inputs = checkNumber('driveStream', 'inputs', config.inputs ?? 1, { min: 1 });
  const scheduler = config.scheduler ?? new VirtualTimeScheduler(undefined, 0);
  return new StreamDriver({
    inputs,
    scheduler,
    late: config.late,
    build: (streams) => build(streams[0] as Stream<T>, { inputs: streams, scheduler }),
  });
}
