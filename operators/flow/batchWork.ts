import { weightOf } from '../kernel/index.ts';
import type { Milliseconds } from '../kernel/index.ts';
import type { AsyncWork, Together } from './asyncWork.ts';
import type { BatchBounds } from './batchBounds.ts';
import { checkSize } from './batchLogic.ts';
import type { CallContext } from './callContext.ts';
import { CallFailure, CallPool } from './callPool.ts';
import type { CallSettings, Done } from './callPool.ts';
import { OpenBatch } from './openBatch.ts';
import type { BatchItem } from './openBatch.ts';

/** Takes the values of a batch, and gives an answer for each. */
export type BatchCall<T> = (
  values: readonly T[],
  context: CallContext,
) => readonly unknown[] | PromiseLike<readonly unknown[]>;

/**
 * Gathers values into batches and makes a call for each.
 *
 * State: the batch in the making. Once it is sealed, because it is full, old enough, or a mark stands
 * behind it, no value joins it, and it goes out as soon as a call may be made.
 */
export class BatchWork<T, R> implements AsyncWork<T, R> {
  readonly size = 0;
  readonly #bounds: BatchBounds<T>;
  readonly #settings: CallSettings;
  readonly #together: Together;
  readonly #pool: CallPool<OpenBatch<T, R>, unknown>;
  #items: BatchItem<T, R>[] = [];
  #bytes = 0;
  #weight = 0;
  #sealed = false;
  /** Takes back the timer of the batch in the making. */
  #cancel: (() => void) | undefined;

  constructor(
    call: BatchCall<T>,
    bounds: BatchBounds<T>,
    settings: CallSettings,
    together: Together,
  ) {
    this.#bounds = bounds;
    this.#settings = settings;
    this.#together = together;
    const { owner, retry } = settings;
    this.#pool = new CallPool<OpenBatch<T, R>, unknown>(
      (batch, context) => call(batch.values, context),
      settings,
      {
        onRoom: () => together(() => this.#resume()),
        judge: (batch, answers, attempt) => {
          let verdict: ReturnType<typeof batch.judge>;
          together(() => {
            verdict = batch.judge(owner, answers, attempt, retry);
          });
          return verdict;
        },
      },
    );
  }

  /** By time alone, the clock lets the batch go; else more values do. */
  get gathered(): number {
    const { count, bytes } = this.#bounds;
    return !this.#sealed && (count < Infinity || bytes < Infinity) ? this.#weight : 0;
  }

  begin(value: T, timestamp: Milliseconds, done: Done<R>): boolean {
    if (this.#sealed && !this.#start()) return false;
    let size: number;
    try {
      size = this.#bounds.bytes === Infinity ? 0 : checkSize(this.#bounds.sizeOf(value));
    } catch (error) {
      done(new CallFailure(error, 0));
      return true;
    }
    if (this.#items.length > 0 && this.#bytes + size > this.#bounds.bytes) {
      this.#sealed = true;
      if (!this.#start()) return false;
    }
    this.#add({ value, timestamp, done }, size);
    return true;
  }

  flush(): void {
    if (this.#items.length === 0) return;
    this.#sealed = true;
    this.#start();
  }

  stop(): void {
    this.#cancel?.();
    this.#items = [];
    this.#weight = 0;
    this.#pool.stop();
  }

  #add(item: BatchItem<T, R>, size: number): void {
    const { count, bytes, limit, time } = this.#bounds;
    this.#items.push(item);
    this.#bytes += size;
    this.#weight += weightOf(item.value);
    const { length } = this.#items;
    if (length >= count || length >= limit || this.#bytes >= bytes) this.flush();
    else if (length === 1 && time < Infinity) {
      this.#cancel = this.#settings.clock.setTimer(() => {
        this.#together(() => this.flush());
      }, time);
    }
  }

  #resume(): void {
    if (this.#sealed) this.#start();
  }

  /** @returns whether the sealed batch has gone out */
  #start(): boolean {
    if (!this.#pool.hasRoom()) return false;
    this.#cancel?.();
    this.#cancel = undefined;
    const batch = new OpenBatch(this.#items);
    this.#items = [];
    this.#bytes = 0;
    this.#weight = 0;
    this.#sealed = false;
    this.#pool.run(batch, batch.timestamp, (outcome) => {
      this.#together(() => {
        if (outcome instanceof CallFailure) batch.fail(outcome);
        this.#resume();
      });
    });
    return true;
  }
}
