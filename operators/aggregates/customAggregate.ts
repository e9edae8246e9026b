import { checkFunction } from '../kernel/index.ts';
import type { Milliseconds } from '../kernel/index.ts';
import type { Aggregate, AggregateColumn } from './aggregate.ts';

/** The functions of an aggregate of your own; `S` is its state for one key in one window. */
export interface CustomAggregateConfig<T, S, R> {
  /** A new, empty state. */
  create(): S;
  /** The state with one event more; may change and return the state it was given. */
  add(state: S, value: T, timestamp: Milliseconds): S;
  /** The state of two parts together; may change and return `into`, never `part`. */
  merge(into: S, part: S): S;
  /**
   * Takes a part that was merged out again, exactly. With it, sliding windows keep a running total.
   * Left out where that is not possible.
   */
  remove?(from: S, part: S): S;
  /** The result in the pane; must not share anything with the state that `add` or `merge` change. */
  result(state: S): R;
  /** The state as plain data for a snapshot (default: `structuredClone`). */
  save?(state: S): unknown;
  /** The state from what `save` gave (default: `structuredClone`). */
  load?(saved: unknown): S;
}

/**
 * An aggregate of your own, from plain functions over a state.
 *
 * Result: what `result` makes of the state. State: one `S` a row, as large as `add` lets it become.
 * Removable where `remove` is given.
 *
 * Errors: `MILLRACE_CALLBACK` for what the functions throw.
 *
 * @example
 * ```ts
 * import { customAggregate } from 'millrace';
 *
 * const product = customAggregate({
 *   create: () => 1,
 *   add: (state: number, value: number) => state * value,
 *   merge: (into, part) => into * part,
 *   result: (state) => state,
 * });
 * console.log(product.removable); // false
 * ```
 */
export function customAggregate<T, S, R>(config: CustomAggregateConfig<T, S, R>): Aggregate<T, R> {
  for (const field of ['create', 'add', 'merge', 'result'] as const) {
    checkFunction('customAggregate', field, config[field]);
  }
  return objectAggregate('customAggregate', config);
}

/** An aggregate with one object a row, for those whose state is more than a few numbers. */
export function objectAggregate<T, S, R>(
  kind: string,
  config: CustomAggregateConfig<T, S, R>,
): Aggregate<T, R> {
  const removable = config.remove !== undefined;
  return { kind, removable, column: () => new ObjectColumn(config) };
}

class ObjectColumn<T, S, R> implements AggregateColumn<T, R> {
  readonly #config: CustomAggregateConfig<T, S, R>;
  /** A row without a state yet is undefined: most rows of a grown column are never used. */
  readonly #states: (S | undefined)[] = [];

  constructor(config: CustomAggregateConfig<T, S, R>) {
    this.#config = config;
  }

  grow(capacity: number): void {
    while (this.#states.length < capacity) this.#states.push(undefined);
  }

  clear(row: number): void {
    this.#states[row] = undefined;
  }

  add(
    rows: Int32Array,
    values: readonly T[],
    timestamps: readonly Milliseconds[],
    from: number,
    to: number,
  ): void {
    for (let i = from; i < to; i += 1) {
      const row = rows[i - from] as number;
      const state = this.#state(row);
      this.#states[row] = this.#config.add(state, values[i] as T, timestamps[i] as number);
    }
  }

  merge(into: number, part: number): void {
    this.#states[into] = this.#config.merge(this.#state(into), this.#state(part));
  }

  remove(from: number, part: number): void {
    const { remove } = this.#config;
    if (remove !== undefined) this.#states[from] = remove(this.#state(from), this.#state(part));
  }

  result(row: number): R {
    return this.#config.result(this.#state(row));
  }

  save(row: number): unknown {
    const { save = structuredClone } = this.#config;
    return save(this.#state(row));
  }

  load(row: number, saved: unknown): void {
    const load = this.#config.load ?? ((from: unknown) => structuredClone(from) as S);
    this.#states[row] = load(saved);
  }

  #state(row: number): S {
    const state = this.#states[row];
    if (state !== undefined) return state;
    const created = this.#config.create();
    this.#states[row] = created;
    return created;
  }
}
