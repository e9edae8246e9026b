/**
 * Whether a pane takes an earlier one back: for the `remove` of `latestByKey` and `topN` behind
 * windows with `accumulation: 'retracting'`.
 *
 * - emits: nothing; it is true for a pane with `retract: true`, false for any other
 * - completes: it is no stage, and has no end
 * - errors: none
 * - late events: none; corrections and what they take back are behind the watermark by construction
 * - state: none
 *
 * @example
 * ```ts
 * import {
 *   count,
 *   eventTime,
 *   fixedWindow,
 *   fromArray,
 *   isRetraction,
 *   latestByKey,
 *   values,
 * } from 'millrace';
 *
 * fromArray([1, 2, 12, 3])
 *   .pipe(
 *     eventTime({ timestamp: (at) => at, outOfOrderness: 0 }),
 *     fixedWindow({
 *       size: 10,
 *       late: 'drop',
 *       allowedLateness: 10,
 *       accumulation: 'retracting',
 *       aggregate: { n: count() },
 *     }),
 *     latestByKey({ key: ({ window }) => window.start, remove: isRetraction }),
 *     values(),
 *   )
 *   .subscribe(({ op, key, value }) => console.log(op, key, value.value.n)); // insert 0 2, delete 0 2, insert 0 3, insert 10 1
 * ```
 */
export function isRetraction<P extends { readonly retract?: true }>(pane: P): boolean {
  return pane.retract === true;
}
