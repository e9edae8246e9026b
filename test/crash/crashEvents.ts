/** An order or its payment. */
export interface CrashEvent {
  /** The order, which its payment has too. */
  readonly id: number;
  readonly at: number;
  readonly user: number;
  readonly amount: number;
}

/** How many events there are, and of how many users. */
export interface CrashSize {
  readonly orders: number;
  readonly users: number;
}

/** Orders come so far out of order at the most, in ms. */
export const MOST_DISORDER = 2_000;
/** A payment comes so long after its order at the most, in ms. */
export const PAID_WITHIN = 30_000;
/** The length of the windows that are counted, in ms. */
export const COUNT_EVERY = 10_000;
/** Every so many orders of a user its total is told. */
export const TOTAL_EVERY = 4;
/** Each so many-th order is paid. */
const PAID_EACH = 4;

/** The order of a number: the same in every process. */
export function orderOf(n: number, { users }: CrashSize): CrashEvent {
  const mixed = Math.imul(n ^ 0x5bd1_e995, 0x9e37_79b1) >>> 0;
  return {
    id: n,
    at: 1_000_000 + n * 5 - (mixed % MOST_DISORDER),
    // The first ones make every user known.
    user: n < users ? n : mixed % users,
    amount: 1 + (mixed % 97),
  };
}

/** The payment of an order; undefined where it is never paid. */
export function paymentOf(order: CrashEvent): CrashEvent | undefined {
  if (order.id % PAID_EACH !== 0) return undefined;
  return { ...order, at: order.at + (order.id % PAID_WITHIN) };
}

/** All orders in order of arrival. */
export function* orders(size: CrashSize): Generator<CrashEvent> {
  for (let n = 0; n < size.orders; n += 1) yield orderOf(n, size);
}

/** All payments in order of arrival: each when its time has come. */
export function* payments(size: CrashSize): Generator<CrashEvent> {
  const due = new Map<number, CrashEvent[]>();
  for (const order of orders(size)) {
    const payment = paymentOf(order);
    if (payment === undefined) continue;
    const second = Math.floor(payment.at / 1_000);
    due.set(second, [...(due.get(second) ?? []), payment]);
  }
  for (const second of [...due.keys()].toSorted((a, b) => a - b)) yield* due.get(second) ?? [];
}
