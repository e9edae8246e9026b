import type { SchedulerLike } from 'rxjs';
import { failedWith } from '../../../operators/flow/index.ts';
import type { FailedWith } from '../../../operators/flow/index.ts';
import { laterAnswer } from './laterAnswer.ts';

/** An attempt on a value: undefined where it succeeded, else what it failed with. */
type Attempt = Error | undefined;

/** An error that must not be tried again. */
export class Refused extends Error {}

/** Calls must be answered within this time; the service never takes just as long. */
export const PATIENCE = 50;

/** A service that fails at random, as a whole and for single values, and notes each attempt. */
export class FlakyService {
  readonly attempts: Map<number, Attempt[]> = new Map();
  /** How many values each call had. */
  readonly sizes: number[] = [];
  readonly #scheduler: SchedulerLike;
  readonly #random: (below: number) => number;

  constructor(scheduler: SchedulerLike, random: (below: number) => number) {
    this.#scheduler = scheduler;
    this.#random = random;
  }

  /** The doubles of the values, or `failedWith` in their place. */
  many(
    values: readonly number[],
  ): readonly (number | FailedWith)[] | PromiseLike<readonly (number | FailedWith)[]> {
    const random = this.#random;
    this.sizes.push(values.length);
    const whole = random(5) === 0 ? new Error('down') : undefined;
    const outcomes = values.map((value) => whole ?? this.#outcome(value));
    const answer = (): (number | FailedWith)[] => {
      if (whole !== undefined) throw whole;
      return values.map((value, index) =>
        outcomes[index] === undefined ? value * 2 : failedWith(outcomes[index]),
      );
    };
    const silent = random(12) === 0;
    values.forEach((value, index) => {
      this.#note(value, silent ? new Error('silence') : outcomes[index]);
    });
    if (silent) return laterAnswer(this.#scheduler, PATIENCE + 1 + random(30), answer);
    return random(4) === 0 ? answer() : laterAnswer(this.#scheduler, random(PATIENCE), answer);
  }

  /** The double of a value. */
  one(value: number): number | PromiseLike<number> {
    const answers = this.many([value]);
    if ('then' in answers) {
      const then: PromiseLike<number>['then'] = (resolve, reject) =>
        answers.then(([answer]) => {
          if (typeof answer === 'number') return resolve?.(answer) as never;
          return reject?.(answer?.error) as never;
        }, reject);
      // oxlint-disable-next-line unicorn/no-thenable -- stands in for a promise on virtual time
      return { then };
    }
    const [answer] = answers;
    if (typeof answer !== 'number') throw answer?.error;
    return answer;
  }

  #outcome(value: number): Attempt {
    if (value % 11 === 3) return new Refused(`${value}`);
    return value % 7 === 3 || this.#random(4) === 0 ? new Error(`${value}`) : undefined;
  }

  #note(value: number, attempt: Attempt): void {
    this.attempts.set(value, [...(this.attempts.get(value) ?? []), attempt]);
  }
}
