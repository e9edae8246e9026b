import type { SchedulerLike } from 'rxjs';

/** An answer that is there after a time of the scheduler: a promise on virtual time. */
export function laterAnswer<R>(
  scheduler: SchedulerLike,
  delay: number,
  answer: () => R,
): PromiseLike<R> {
  const then = (resolve?: unknown, reject?: unknown): never => {
    scheduler.schedule(() => {
      let result: R;
      try {
        result = answer();
      } catch (error) {
        (reject as (error: unknown) => void)(error);
        return;
      }
      (resolve as (result: R) => void)(result);
    }, delay);
    return undefined as never;
  };
  // oxlint-disable-next-line unicorn/no-thenable -- stands in for a promise on virtual time
  return { then };
}
