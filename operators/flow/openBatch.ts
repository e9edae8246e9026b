import { show, StreamError } from '../kernel/index.ts';
import type { Milliseconds } from '../kernel/index.ts';
import { CallFailure } from './callPool.ts';
import type { Done, Verdict } from './callPool.ts';
import { FailedWith } from './failedWith.ts';
import { wishOf } from './retry.ts';
import type { Retry } from './retry.ts';

/** A value of a batch, and who waits for what it comes to. */
export interface BatchItem<T, R> {
  readonly value: T;
  readonly timestamp: Milliseconds;
  readonly done: Done<R>;
}

/** What a value failed with, in which attempt. */
interface ItemFailure<T, R> {
  readonly item: BatchItem<T, R>;
  readonly error: unknown;
}

/**
 * A batch under way: the values that have no outcome yet. Each attempt is made with those alone.
 */
export class OpenBatch<T, R> {
  #items: readonly BatchItem<T, R>[];
  /** What they failed with in the last attempt, where that was told one by one. */
  #failures: { readonly attempt: number; readonly errors: readonly unknown[] } | undefined;

  constructor(items: readonly BatchItem<T, R>[]) {
    this.#items = items;
  }

  get values(): readonly T[] {
    return this.#items.map(({ value }) => value);
  }

  /** The largest event time of its values. */
  get timestamp(): Milliseconds {
    return this.#items.reduce((largest, { timestamp }) => Math.max(largest, timestamp), -Infinity);
  }

  /**
   * Ends the values that have a result, and those that failed and are not worth another attempt while
   * others are.
   */
  judge(owner: string, answers: unknown, attempt: number, retry: Retry): Verdict | undefined {
    const items = this.#items;
    checkAnswers(owner, answers, items.length);
    const failed = items.flatMap((item, index): ItemFailure<T, R>[] => {
      const answer = answers[index];
      return FailedWith.is(answer) ? [{ item, error: answer.error }] : [];
    });
    const more = attempt < retry.attempts;
    const again = failed.filter(({ error }) => more && retry.allows(error));
    const left = again.length > 0 ? again : failed;
    this.#items = left.map(({ item }) => item);
    this.#failures = { attempt, errors: left.map(({ error }) => error) };
    items.forEach((item, index) => {
      if (!FailedWith.is(answers[index])) item.done(answers[index] as R);
    });
    if (again.length > 0) {
      for (const one of failed)
        if (!again.includes(one)) one.item.done(new CallFailure(one.error, attempt));
    }
    if (failed.length === 0) return undefined;
    const answered = failed.length < items.length;
    return { cause: mostPatient(left), answered, again: again.length > 0 };
  }

  /** The last attempt has failed: ends the values that are left, each with its own error where it has one. */
  fail({ error, attempts }: CallFailure): void {
    const errors = this.#failures?.attempt === attempts ? this.#failures.errors : undefined;
    this.#items.forEach(({ done }, index) => {
      done(new CallFailure(errors === undefined ? error : errors[index], attempts));
    });
  }
}

/** The error that asks for the longest time, or the first. */
function mostPatient(failures: readonly { readonly error: unknown }[]): unknown {
  return failures.reduce<unknown>(
    (cause, { error }) => (wishOf(error) > wishOf(cause) ? error : cause),
    failures[0]?.error,
  );
}

function checkAnswers(
  owner: string,
  answers: unknown,
  length: number,
): asserts answers is readonly unknown[] {
  if (Array.isArray(answers) && answers.length === length) return;
  const got = Array.isArray(answers) ? `${answers.length} of them` : show(answers);
  const text = `${owner}: expected an array of ${length} answers, one for each value, got ${got}`;
  const fix = 'give failedWith(error) in the place of a value that failed';
  throw new StreamError('MILLRACE_CALLBACK', `${text}; ${fix}`);
}
