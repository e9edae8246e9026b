import { checkFunction, checkNumber, checkWord, show, StreamError } from '../kernel/index.ts';
import type { Milliseconds, StreamOperator } from '../kernel/index.ts';
import type { Key } from '../windows/index.ts';
import type { BoardMove, Boards, SavedBoard } from './boards.ts';
import { BoardsById } from './boardsById.ts';
import { BoardsByScore } from './boardsByScore.ts';
import type { RankChange } from './change.ts';
import { checkKeyedConfig } from './keyedConfig.ts';
import type { KeyedConfig } from './keyedConfig.ts';
import type { KeyedRules } from './keyedLogic.ts';
import { keyedOperator } from './keyedOperator.ts';
import type { KeyedStates } from './keyedStates.ts';
import { RankChanges } from './rankChanges.ts';

const LARGEST_LIMIT = 10_000;

/** How events are ranked. */
export interface TopNConfig<T, K extends Key> extends Omit<KeyedConfig<T, K>, 'key'> {
  /** What to partition by; left out for one ranking of all events. */
  readonly key?: (value: T) => K;
  /** What to rank by: a finite number. At one number the earlier arrival is in front. */
  readonly by: (value: T) => number;
  /** Whether the largest or the smallest is in front (default: `'descending'`, the largest). */
  readonly order?: 'descending' | 'ascending';
  /** The last place that is told; as a function it is asked for a key's first event. */
  readonly limit: number | ((value: T) => number);
  /** The first place that is told, from 1 (default 1). */
  readonly from?: number;
  /**
   * Whether places are told (default: true). Without them a row that only moves to another place
   * changes nothing.
   */
  readonly withRank?: boolean;
  /** Whether the old row is told before the one that takes its place (default: true). */
  readonly updateBefore?: boolean;
  /** What makes two events the same row, so that the later one takes the place of the earlier. */
  readonly id?: (value: T) => Key;
  /**
   * Whether an event takes its row out instead; needs `id`. For panes that are taken back:
   * `isRetraction`, with an `id` that tells key and window.
   */
  readonly remove?: (value: T) => boolean;
}

/**
 * Ranks the events of each key, and tells at once how the first places change.
 *
 * It ranks in order of arrival, whatever the events' times. For a ranking per window take
 * `topPerWindow`.
 *
 * - emits: for an event that changes the told places, the change of each place in order: `insert`,
 *   `updateBefore` (unless switched off) and `updateAfter`, or `delete`; with `withRank: false` and
 *   `from: 1`, what leaves and then what enters
 * - completes: with the source
 * - errors: `MILLRACE_ARGUMENT_TYPE` and `MILLRACE_ARGUMENT_RANGE` at call time; `MILLRACE_CALLBACK`
 *   when a function throws, `by` gives no finite number or `limit` no whole one from 1 to 10,000
 * - late events: none; events that are not kept are counted as dropped
 * - state: the first `limit` events per key; with `id` the latest event of each id, since it may
 *   still rise. A key's whole ranking is forgotten, and not taken back, when its time to live has
 *   passed since it last changed
 *
 * @example
 * ```ts
 * import { eventTime, fromArray, topN, values } from 'millrace';
 *
 * fromArray([12, 19, 11])
 *   .pipe(
 *     eventTime({ timestamp: () => 0, outOfOrderness: 0 }),
 *     topN({ by: (price) => price, order: 'ascending', limit: 1, updateBefore: false }),
 *     values(),
 *   )
 *   .subscribe(({ op, rank, value }) => console.log(op, rank, value)); // insert 1 12, updateAfter 1 11
 * ```
 */
export function topN<T, K extends Key = undefined>(
  config: TopNConfig<T, K>,
): StreamOperator<T, RankChange<K, T>> {
  const { owner, keyOf, life } = checkKeyedConfig<T, K>('topN', {
    ...config,
    key: config?.key ?? (() => undefined as K),
  });
  const { by, id, remove, withRank = true, updateBefore = true, name, scheduler } = config;
  checkFunction(owner, 'by', by);
  if (id !== undefined) checkFunction(owner, 'id', id);
  if (remove !== undefined) {
    checkFunction(owner, 'remove', remove);
    checkFunction(owner, 'id', id);
  }
  const order = checkWord(owner, 'order', config.order ?? 'descending', [
    'descending',
    'ascending',
  ]);
  const direction = order === 'ascending' ? 1 : -1;
  const from = checkNumber(owner, 'from', config.from ?? 1, { min: 1, max: LARGEST_LIMIT });
  const limitOf = checkLimit(config.limit, from);
  const told = { from, withRank, updateBefore };
  const rules: KeyedRules<T, K, RankChange<K, T>> = {
    owner,
    keyOf,
    life,
    judgesLate: false,
    states: (output) =>
      new Rankings({ by, id, remove, limitOf, direction }, new RankChanges(told, output)),
  };
  return keyedOperator(rules, { name, scheduler });
}

/** The checked part of the config that the rankings need. */
interface RankingsConfig<T> {
  readonly by: (value: T) => number;
  readonly id: ((value: T) => Key) | undefined;
  readonly remove: ((value: T) => boolean) | undefined;
  readonly limitOf: (value: T) => number;
  readonly direction: 1 | -1;
}

/** The ranking of each key. */
class Rankings<T, K extends Key> implements KeyedStates<T, K> {
  readonly #config: RankingsConfig<T>;
  readonly #changes: RankChanges<K, T>;
  readonly #boards: Boards<T>;

  constructor(config: RankingsConfig<T>, changes: RankChanges<K, T>) {
    const { id, direction } = config;
    this.#config = config;
    this.#changes = changes;
    this.#boards = id === undefined ? new BoardsByScore(direction) : new BoardsById(direction);
  }

  open(row: number, _: K, value: T): void {
    this.#boards.open(row, this.#config.limitOf(value));
  }

  take(row: number, key: K, value: T, timestamp: Milliseconds): boolean {
    const boards = this.#boards;
    const move = this.#move(row, value);
    if (move === undefined) return false;
    this.#changes.tell({ key, row, boards, move, timestamp });
    return true;
  }

  sizeOf(row: number): number {
    return this.#boards.sizeOf(row);
  }

  free(row: number): void {
    this.#boards.free(row);
  }

  save(row: number): unknown {
    return this.#boards.save(row);
  }

  load(row: number, saved: unknown): void {
    this.#boards.load(row, saved as SavedBoard<T>);
  }

  /** @returns undefined where the event changes nothing */
  #move(row: number, value: T): BoardMove<T> | undefined {
    const { by, id, remove } = this.#config;
    if (remove?.(value) === true) return this.#boards.remove(row, id?.(value));
    return this.#boards.put(row, value, finite(by(value)), id?.(value));
  }
}

function checkLimit<T>(limit: TopNConfig<T, Key>['limit'], from: number): (value: T) => number {
  if (typeof limit === 'function') {
    return (value) => {
      const last = limit(value);
      if (Number.isInteger(last) && last >= 1 && last <= LARGEST_LIMIT) return last;
      throw broken('limit', `a whole number from 1 to ${LARGEST_LIMIT}`, last);
    };
  }
  const last = checkNumber('topN', 'limit', limit, { min: from, max: LARGEST_LIMIT });
  return () => last;
}

function finite(score: number): number {
  if (Number.isFinite(score)) return score;
  throw broken('by', 'a finite number', score);
}

function broken(field: string, expected: string, got: unknown): StreamError {
  return new StreamError(
    'MILLRACE_CALLBACK',
    `topN: ${field}: expected ${expected}, got ${show(got)}`,
  );
}
