import type { SchedulerLike } from 'rxjs';
import { checkConfig, checkFunction, copyData, statefulOperator } from '../kernel/index.ts';
import type { Milliseconds, StreamOperator } from '../kernel/index.ts';
import type { Key } from '../windows/index.ts';
import { checkLateOrAccept } from './keyedConfig.ts';
import type { LateOrAccept } from './keyedConfig.ts';
import type { ProcessContext } from './processContext.ts';
import { ProcessLogic } from './processLogic.ts';

/** State, and what is done with it at each event and timer. */
export interface KeyedProcessConfig<T, K extends Key, S, R> {
  /** What to partition by. */
  readonly key: (value: T) => K;
  /** The state of a key that is new, or was forgotten. */
  readonly create: (key: K) => S;
  /** Takes an event. */
  readonly process: (value: T, context: ProcessContext<K, S, R>) => void;
  /** Takes a timer of event time. */
  readonly onEventTime?: (time: Milliseconds, context: ProcessContext<K, S, R>) => void;
  /** Takes a timer of processing time. */
  readonly onProcessingTime?: (time: Milliseconds, context: ProcessContext<K, S, R>) => void;
  /**
   * What happens to events at or behind the watermark; `'accept'` gives them to `process` with
   * `context.late`.
   */
  readonly late: LateOrAccept<T>;
  /** A key's state as plain data that shares nothing with it (default: `structuredClone`). */
  readonly save?: (state: S) => unknown;
  /** The state from what `save` gave (default: that itself). */
  readonly load?: (saved: unknown) => S;
  /** The name under which the state is saved (default: `keyedProcess`). */
  readonly name?: string;
  /** Whose clock processing time is (default: asyncScheduler); in a replay, the recorded arrivals. */
  readonly scheduler?: SchedulerLike;
}

/**
 * Runs functions of your own over the events of each key, with state and timers of both clocks: the
 * way out for what no operator covers.
 *
 * Timers of event time go off in order of time when the watermark reaches them, those of one time in
 * the order in which they were set, and before the event that comes next. At the end of the stream
 * all that are set go off; those set by them do not.
 *
 * - emits: what the functions emit, at once
 * - completes: with the source; timers of processing time that are left do not go off
 * - errors: `MILLRACE_ARGUMENT_TYPE` at call time; `MILLRACE_CALLBACK` when a function throws, sets a
 *   timer that nothing takes or to a time that is none; `MILLRACE_LATE` with `late: 'error'`
 * - late events: those with timestamp ≤ watermark go where `late` says
 * - state: that of each key and its timers, until a function calls `context.forget()`
 *
 * @example
 * ```ts
 * import { eventTime, fromArray, keyedProcess, values } from 'millrace';
 * import type { ProcessContext } from 'millrace';
 *
 * // Tells which machines have been silent for 10 ms.
 * fromArray([
 *   { at: 0, machine: 'a' },
 *   { at: 5, machine: 'b' },
 *   { at: 12, machine: 'b' },
 * ])
 *   .pipe(
 *     eventTime({ timestamp: (sign) => sign.at, outOfOrderness: 0 }),
 *     keyedProcess({
 *       key: (sign) => sign.machine,
 *       late: 'drop',
 *       create: () => ({ due: 0 }),
 *       process: (_sign, context) => {
 *         context.deleteTimer('eventTime', context.state.due);
 *         context.state.due = context.timestamp + 10;
 *         context.setTimer('eventTime', context.state.due);
 *       },
 *       // The written type tells what is emitted.
 *       onEventTime: (time, context: ProcessContext<string, { due: number }, string>) => {
 *         context.emit(`${context.key} silent at ${time}`);
 *         context.forget();
 *       },
 *     }),
 *     values(),
 *   )
 *   .subscribe((line) => console.log(line)); // a silent at 10, b silent at 22
 * ```
 */
export function keyedProcess<T, K extends Key, S, R = never>(
  config: KeyedProcessConfig<T, K, S, R>,
): StreamOperator<T, R> {
  const owner = 'keyedProcess';
  checkConfig(owner, config);
  for (const field of ['key', 'create', 'process'] as const) {
    checkFunction(owner, field, config[field]);
  }
  for (const field of ['onEventTime', 'onProcessingTime', 'save', 'load'] as const) {
    if (config[field] !== undefined) checkFunction(owner, field, config[field]);
  }
  const { key, create, process, onEventTime, onProcessingTime, name, scheduler } = config;
  const { judgesLate, late } = checkLateOrAccept(owner, config.late);
  const { save = copyData, load = (saved: unknown) => saved as S } = config;
  const onTimer = { eventTime: onEventTime, processingTime: onProcessingTime };
  const rules = { owner, keyOf: key, judgesLate, create, process, onTimer, save, load };
  return (source) =>
    statefulOperator<T, R>(source, {
      kind: owner,
      name,
      late,
      lateness: judgesLate ? { allowed: 0, corrects: 0, adjustable: false } : undefined,
      scheduler,
      create: (context) => new ProcessLogic(rules, context),
    });
}
