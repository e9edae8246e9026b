/** The answer for one value of a batch whose work failed while that of others may have succeeded. */
export class FailedWith {
  /** Private, so that no other type is taken for it. */
  readonly #error: unknown;

  constructor(error: unknown) {
    this.#error = error;
  }

  get error(): unknown {
    return this.#error;
  }

  /** Whether an answer is that of a value that failed. */
  static is(answer: unknown): answer is FailedWith {
    return typeof answer === 'object' && answer !== null && #error in answer;
  }
}

/**
 * Says, in the place of a value's result, that the work on this value failed: see `mapBatchAsync`.
 *
 * @example
 * ```ts
 * import { failedWith } from 'millrace';
 *
 * const answers = ['7', 'x'].map((text) => {
 *   const number = Number(text);
 *   return Number.isNaN(number) ? failedWith(new Error(`no number: ${text}`)) : number;
 * });
 * console.log(answers[0]); // 7
 * ```
 */
export function failedWith(error: unknown): FailedWith {
  return new FailedWith(error);
}
