import { COUNT_EVERY, orders, payments, TOTAL_EVERY } from './crashEvents.ts';
import type { CrashSize } from './crashEvents.ts';
import { resultId } from './crashResult.ts';
import type { CrashResult } from './crashResult.ts';

/** What a graph that nothing happened to gives: values by id, computed from all events at once. */
export function expectedResults(size: CrashSize): Map<string, number> {
  const expected = new Map<string, number>();
  const add = (result: CrashResult, by: number): void => {
    const id = resultId(result);
    expected.set(id, (expected.get(id) ?? 0) + by);
  };
  const totals = new Map<number, { n: number; sum: number }>();
  for (const { at, user, amount } of orders(size)) {
    const start = Math.floor(at / COUNT_EVERY) * COUNT_EVERY;
    add({ kind: 'count', key: `g${user % 50}`, place: start, value: 0 }, 1);
    const total = totals.get(user) ?? { n: 0, sum: 0 };
    total.n += 1;
    total.sum += amount;
    totals.set(user, total);
    if (total.n % TOTAL_EVERY === 0)
      add({ kind: 'total', key: `u${user}`, place: total.n, value: 0 }, total.sum);
  }
  for (const { id, amount } of payments(size))
    add({ kind: 'pair', key: `o${id}`, place: id, value: 0 }, 2 * amount);
  return expected;
}
