import {
  ArgumentTypeError,
  checkLate,
  checkWord,
  show,
  statefulOperator,
} from '../kernel/index.ts';
import type { LatePolicy, StreamOperator } from '../kernel/index.ts';
import type { Key } from '../windows/index.ts';
import type { Change } from './change.ts';
import { changedRowRules } from './changedRow.ts';
import { FirstLogic } from './firstLogic.ts';
import { checkKeyedConfig, checkLateOrAccept } from './keyedConfig.ts';
import type { KeyedConfig, LateOrAccept } from './keyedConfig.ts';
import { keyedOperator } from './keyedOperator.ts';

/** Lets the first event of each key through, when it is certain which one that is. */
export interface DedupeConfig<T, K extends Key> extends KeyedConfig<T, K> {
  /** Which event of a key goes out; the last is told as changes. */
  readonly keep: 'first';
  /** Default: `'final'`. */
  readonly emit?: 'final';
  /** What happens to an event at or behind the watermark: `'drop'` (counted), `'error'`, `lateTo(output)`. */
  readonly late: LatePolicy<T>;
}

/** Keeps the first or the last event of each key, and tells at once how that changes. */
export interface DedupeChangesConfig<T, K extends Key> extends KeyedConfig<T, K> {
  /** Which event of a key is told. */
  readonly keep: 'first' | 'last';
  /** At once, with corrections. */
  readonly emit: 'changes';
  /** The same; `'accept'` takes such events like any other. */
  readonly late: LateOrAccept<T>;
  /** Whether the old event is told before the one that takes its place (default: true). */
  readonly updateBefore?: boolean;
}

/**
 * Lets one event of each key through, by event time; of those with one timestamp the first to arrive
 * is the first, and the last to arrive the last.
 *
 * Which event is the first is certain when the watermark has come to it: with `emit: 'final'` the
 * events go out then, as they are, and nothing is taken back. With `emit: 'changes'` the first or the
 * last is told at once, and corrected when a better one comes: a table with one row per key. One
 * event per key and window is a window with the aggregate `first()` or `last()`.
 *
 * A time to live bounds the state. By event time, an event that went out at t stands for its key up
 * to, without, t + `timeToLive`, in whatever order events arrive; the next one after that begins
 * anew. By processing time it counts from when the event went out. With `emit: 'changes'` it is the
 * time since the row last changed; a row that is forgotten is not taken back.
 *
 * - emits: `'final'`: a key's first event when the watermark reaches its timestamp - 1, in order of
 *   time; `'changes'`: at once `insert`, or `updateBefore` (unless switched off) and `updateAfter`
 * - completes: with the source; what waits goes out before
 * - errors: `MILLRACE_ARGUMENT_TYPE` and `MILLRACE_ARGUMENT_RANGE` at call time; `MILLRACE_CALLBACK`
 *   when `key` throws; `MILLRACE_LATE` with `late: 'error'`
 * - late events: those with timestamp ≤ watermark go where `late` says; repetitions are counted as
 *   dropped
 * - state: one entry per key until its time to live has passed (for good without one), and with
 *   `'final'` the candidates ahead of the watermark
 *
 * @example
 * ```ts
 * import { dedupe, eventTime, fromArray, values } from 'millrace';
 *
 * fromArray([
 *   { at: 2, id: 'a' },
 *   { at: 1, id: 'a' },
 *   { at: 3, id: 'b' },
 * ])
 *   .pipe(
 *     eventTime({ timestamp: (event) => event.at, outOfOrderness: 5 }),
 *     dedupe({ key: (event) => event.id, keep: 'first', late: 'drop' }),
 *     values(),
 *   )
 *   .subscribe(({ at, id }) => console.log(at, id)); // 1 a, 3 b
 * ```
 */
export function dedupe<T, K extends Key>(
  config: DedupeChangesConfig<T, K>,
): StreamOperator<T, Change<K, T>>;
export function dedupe<T, K extends Key>(config: DedupeConfig<T, K>): StreamOperator<T, T>;
export function dedupe<T, K extends Key>(
  config: DedupeConfig<T, K> | DedupeChangesConfig<T, K>,
): StreamOperator<T, T | Change<K, T>> {
  const owner = 'dedupe';
  const checked = checkKeyedConfig(owner, config);
  const { name, scheduler } = config;
  const keep = checkWord(owner, 'keep', config.keep, ['first', 'last']);
  checkWord(owner, 'emit', config.emit ?? 'final', ['final', 'changes']);
  if (config.emit === 'changes') {
    const { judgesLate, late } = checkLateOrAccept(owner, config.late);
    const { updateBefore = true } = config;
    const rules = changedRowRules({ ...checked, judgesLate, keep, updateBefore, deletes: false });
    return keyedOperator(rules, { name, late, scheduler });
  }
  if (keep === 'last') {
    const expected = "'first', or emit: 'changes': which event is the last is never certain";
    throw new ArgumentTypeError(owner, 'keep', expected, show(keep));
  }
  const late = checkLate(owner, config.late);
  return (source) =>
    statefulOperator<T, T>(source, {
      kind: owner,
      name,
      late,
      lateness: { allowed: 0, corrects: 0, adjustable: false },
      scheduler,
      create: (context) => new FirstLogic(checked, context),
    });
}
