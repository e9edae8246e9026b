import { checkConfig, toMilliseconds } from '../../operators/index.ts';
import type { Duration } from '../../operators/index.ts';
import { systemRuntime } from '../runtime/index.ts';
import type { Cancel, Runtime } from '../runtime/index.ts';
import type { GraphRun } from './graphRun.ts';

/** How a process ends with its graph. */
export interface StopConfig {
  /** How long the graph may take to stop (default: `'30s'`); then the process exits with 1. */
  readonly timeout?: Duration;
  /**
   * Called when the first signal has come, before anything is stopped. When it throws, the graph is stopped
   * all the same, and the process exits with 1.
   */
  readonly onStopping?: (signal: StopSignal) => void;
  /**
   * Called when the graph has stopped: closes what is beside it, such as the server of its feeds, which the
   * last checkpoint still needs.
   */
  readonly close?: () => Promise<void> | void;
  /** Where timers come from (default: the system's). */
  readonly runtime?: Runtime;
}

/** The signals that ask a process to end. */
export type StopSignal = 'SIGINT' | 'SIGTERM';

/** What a shell says of a process that a signal ended. */
const EXIT_CODES: Readonly<Record<StopSignal, number>> = { SIGINT: 130, SIGTERM: 143 };

/**
 * Ends the process in good order when it is asked to: at SIGINT (Ctrl+C) or SIGTERM the graph's sources
 * stop, what is on its way goes through, a last checkpoint is taken, and the process exits with 0. With 1
 * when that fails or takes too long. A second signal ends it at once.
 *
 * @returns a function that takes the listeners back; they also go when the graph has ended by itself
 *
 * @example
 * ```ts
 * import { eventTime } from 'millrace';
 * import { createGraph, stopOnSignals } from 'millrace/graph';
 * import { fromIterable } from 'millrace/sources';
 *
 * const graph = createGraph('numbers');
 * graph.source('numbers', fromIterable([1, 2]).pipe(eventTime({ timestamp: (at) => at, outOfOrderness: 0 })));
 * const run = graph.run();
 * stopOnSignals(run, { timeout: '10s' });
 * await run.finished;
 * ```
 */
export function stopOnSignals(run: GraphRun, config: StopConfig = {}): Cancel {
  checkConfig('stopOnSignals', config);
  const { runtime = systemRuntime } = config;
  const timeout = toMilliseconds('stopOnSignals', 'timeout', config.timeout ?? '30s');
  let isStopping = false;
  const onSignal = (signal: StopSignal): void => {
    if (isStopping) process.exit(EXIT_CODES[signal]);
    isStopping = true;
    runtime.setTimer(() => fail(`the graph has not stopped within ${timeout} ms`), timeout);
    stop(run, signal, config).then(
      () => process.exit(0),
      (error: unknown) => fail(error instanceof Error ? error.message : String(error)),
    );
  };
  const forget = (): void => {
    if (!isStopping) for (const signal of SIGNALS) process.off(signal, onSignal);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  run.finished.then(forget, forget);
  return forget;
}

/** Stops and closes, whatever fails; rejects with the first failure. */
async function stop(
  run: GraphRun,
  signal: StopSignal,
  { onStopping, close }: StopConfig,
): Promise<void> {
  const stopped = [attempt(() => onStopping?.(signal)), attempt(() => run.drain())];
  await Promise.allSettled(stopped);
  await Promise.all([...stopped, attempt(() => close?.())]);
}

/** Calls at once; a throw is a rejection. */
async function attempt(act: () => Promise<void> | void): Promise<void> {
  await act();
}

const SIGNALS = Object.keys(EXIT_CODES) as readonly StopSignal[];

function fail(text: string): never {
  process.stderr.write(`not stopped in good order: ${text}\n`);
  process.exit(1);
}
