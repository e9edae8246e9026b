import type { Observable } from 'rxjs';
import {
  ArgumentTypeError,
  checkConfig,
  checkFunction,
  checkNumber,
  checkWord,
  connect,
  describeOperator,
  OperatorStream,
  show,
  toMilliseconds,
} from '../kernel/index.ts';
import type { Chunk, Duration, Stream, StreamOperator } from '../kernel/index.ts';
import type { Key } from '../windows/index.ts';
import type { AsOfType } from './asOfJoin.ts';
import { EnrichRunner } from './enrichRunner.ts';
import type { EnrichSettings } from './enrichRunner.ts';
import type { Pair, RightOf } from './joinType.ts';

/** How events find their rows in a table stream. */
export interface EnrichConfig<L, R, K extends Key, Type extends AsOfType, Result> {
  /** The key of an event. */
  readonly key: (left: L) => K;
  /** The key of a table row. */
  readonly tableKey: (row: R) => NoInfer<K>;
  /** Whether a table event ends its key's row instead of being its next one (default: none does). */
  readonly deletes?: (row: R) => boolean;
  /** Whether events without a row are dropped (`inner`, default) or come out alone (`left`). */
  readonly type?: Type;
  /**
   * Whether events wait for the table: not at all (`'atOnce'`), until it has told its first watermark or
   * has ended (`'watermark'`), or until it has ended (`'complete'`). Required.
   */
  readonly ready: 'atOnce' | 'watermark' | 'complete';
  /**
   * How many events may wait, for the table to be ready or at a barrier for the other input; required, at
   * least 1. One more is an error, `MILLRACE_OVERFLOW`.
   */
  readonly limit: number;
  /**
   * A row is freed when the watermark of the events reaches its timestamp and this (default: a row stays
   * until the next one of its key).
   */
  readonly timeToLive?: Duration;
  /** Makes the result (default: `{ left, right }`). */
  readonly project?: (left: L, right: RightOf<Type, R>) => Result;
  /** The name under which the table is saved (default: `enrich`). */
  readonly name?: string;
}

/**
 * Gives each event, at once, the row that a table stream now has for its key. The table's watermark does
 * not hold the events back, as it does in `asOfJoin`, which waits until it knows the row of the event's
 * own time.
 *
 * ```text
 * events      a3-----a8-a9---|
 * table       ---x1------x5--
 * out         a3-----(a8,x1)-(a9,x1)   type: left, ready: atOnce
 * ```
 *
 * - emits: a result for each event that has a row (`left`: for each event), with its timestamp, in the
 *   order of arrival; the watermark and the idle marks are those of the events alone. Of a key's rows the
 *   one with the largest timestamp counts, at equal ones the last to come. With `ready` other than
 *   `'atOnce'` the events that came before the table was ready come out when it is, watermarks behind them
 * - completes: when the events have completed and none waits; the table is left then
 * - errors: those of both streams at once; `MILLRACE_OVERFLOW` when more than `limit` events wait;
 *   `MILLRACE_CALLBACK` when a function given to it throws; `MILLRACE_SNAPSHOT_UNREADABLE`;
 *   `MILLRACE_ARGUMENT_TYPE` and `MILLRACE_ARGUMENT_RANGE` at call time
 * - late events: events pass like all others. A table row older than its key's row is counted as dropped,
 *   one that goes without an event having found it as unjoined;
 *   with `deletes`, one at or behind the table's watermark whose key has no row is counted as late, as it
 *   may be older than a delete
 * - state: one row per key, until `timeToLive` where that is given; deletes until the table's watermark has
 *   reached them; the events that wait, bounded by `limit` and told to their source's pressure handle
 *
 * With `ready: 'complete'` the results depend on the two streams alone. With `'watermark'` and `'atOnce'`
 * they depend on how the events and the later table rows interleave, so a replay may give others: where
 * that must not be, take `asOfJoin`.
 *
 * @example
 * ```ts
 * import { enrich, eventTime, fromArray, values } from 'millrace';
 *
 * const ships = fromArray([{ at: 0, id: 'a', name: 'Nordlys' }]);
 * const names = ships.pipe(eventTime({ timestamp: ({ at }) => at, outOfOrderness: 0 }));
 *
 * fromArray([{ at: 3, ship: 'a' }, { at: 8, ship: 'b' }])
 *   .pipe(
 *     eventTime({ timestamp: ({ at }) => at, outOfOrderness: 0 }),
 *     enrich(names, {
 *       key: ({ ship }) => ship,
 *       tableKey: ({ id }) => id,
 *       type: 'left',
 *       ready: 'complete',
 *       limit: 10_000,
 *     }),
 *     values(),
 *   )
 *   .subscribe(({ left, right }) => console.log(left.at, right?.name)); // 3 Nordlys, 8 undefined
 * ```
 */
export function enrich<
  L,
  R,
  K extends Key,
  const Type extends AsOfType = 'inner',
  Result = Pair<Type, L, R>,
>(table: Stream<R>, config: EnrichConfig<L, R, K, Type, Result>): StreamOperator<L, Result> {
  if (typeof table !== 'object' || table === null || !('subscribe' in table)) {
    throw new ArgumentTypeError('enrich', 'table', 'a stream', show(table));
  }
  const settings = checkEnrich(config);
  const stateName = config.name ?? 'enrich';
  return (left) => {
    const running = new Set<EnrichRunner<L, R, K, Result>>();
    const info = describeOperator({
      kind: 'enrich',
      inputs: [left as Observable<unknown>, table as Observable<unknown>],
      stateName,
      stateSize: () => [...running].reduce((sum, { size }) => sum + size, 0),
      held: () => [...running].reduce((sum, { held }) => sum + held, 0),
      drain: () => 0,
      inputStates: () => [...running].flatMap((runner) => runner.inputStates()),
    });
    return new OperatorStream<Result>(info, (destination) => {
      const runner = new EnrichRunner<L, R, K, Result>(settings, info, destination);
      running.add(runner);
      destination.add(() => {
        running.delete(runner);
        runner.stop();
      });
      // The table first, so that it is there before the events that look things up in it.
      for (const side of ['right', 'left'] as const) {
        if (destination.closed) return;
        const source = (side === 'left' ? left : table) as Stream<unknown>;
        connect<Chunk<unknown>, Chunk<Result>>(source, destination, {
          next: (chunk) => runner.next(side, chunk),
          complete: () => runner.complete(side),
        });
      }
    });
  };
}

function checkEnrich<L, R, K extends Key, Type extends AsOfType, Result>(
  config: EnrichConfig<L, R, K, Type, Result>,
): EnrichSettings<L, R, K, Result> {
  const owner = 'enrich';
  checkConfig(owner, config);
  const { key, tableKey, deletes, type = 'inner', project = pair, timeToLive } = config;
  for (const [field, given] of Object.entries({ key, tableKey, project }))
    checkFunction(owner, field, given);
  if (deletes !== undefined) checkFunction(owner, 'deletes', deletes);
  return {
    leftKeyOf: key,
    keyOf: tableKey,
    deletes,
    pad: checkWord<AsOfType>(owner, 'type', type, ['inner', 'left']) === 'left',
    ready: checkWord(owner, 'ready', config.ready, ['atOnce', 'watermark', 'complete']),
    limit: checkNumber(owner, 'limit', config.limit, { min: 1 }),
    timeToLive:
      timeToLive === undefined ? Infinity : toMilliseconds(owner, 'timeToLive', timeToLive),
    // Inner joins never give an event without a row.
    project: project as (left: L, right: R | undefined) => Result,
  };
}

function pair(left: unknown, right: unknown): unknown {
  return { left, right };
}
