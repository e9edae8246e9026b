// Compiled with everything else: what is wrong here fails the build, nothing of it runs.
import {
  asOfJoin,
  enrich,
  enrichByLookup,
  eventTime,
  fromArray,
  intervalJoin,
  lateTo,
  mapAsync,
  SideOutput,
  tableJoin,
  values,
  windowJoin,
} from '../../operators/index.ts';
import type { Change, Late, Sided, Window } from '../../operators/index.ts';
import { gives } from './equality.ts';

interface Order {
  readonly at: number;
  readonly id: string;
  readonly patience: number;
}

interface Payment {
  readonly at: number;
  readonly order: string;
}

const clock = { timestamp: ({ at }: { at: number }) => at, outOfOrderness: '5m' } as const;
const orders = fromArray<Order>([]).pipe(eventTime<Order>(clock));
const payments = fromArray<Payment>([]).pipe(eventTime<Payment>(clock));

// Which sides can be missing follows from the type of join, in a pipe without annotations.

gives<{ readonly left: Order; readonly right: Payment }>()(
  orders.pipe(
    intervalJoin(payments, {
      leftKey: (order) => order.id,
      rightKey: (payment) => payment.order,
      lower: '-1m',
      upper: '1h',
      late: 'drop',
    }),
    values(),
  ),
);

gives<{ readonly left: Order; readonly right: Payment | undefined }>()(
  orders.pipe(
    intervalJoin(payments, {
      leftKey: (order) => order.id,
      rightKey: (payment) => payment.order,
      lower: 0,
      upper: (order) => order.patience,
      type: 'left',
      late: 'error',
    }),
    values(),
  ),
);

gives<{ readonly left: Order; readonly right: undefined }>()(
  orders.pipe(
    intervalJoin(payments, {
      leftKey: (order) => order.id,
      rightKey: (payment) => payment.order,
      lower: 0,
      upper: 1,
      type: 'anti',
      late: 'drop',
    }),
    values(),
  ),
);

gives<string>()(
  orders.pipe(
    intervalJoin(payments, {
      leftKey: (order) => order.id,
      rightKey: (payment) => payment.order,
      lower: (order) => -order.patience,
      lowest: '-1h',
      upper: '1h',
      type: 'full',
      late: lateTo(new SideOutput<Late<Sided<Order, Payment>>>()),
      project: (order, payment) => order?.id ?? payment?.order ?? '',
    }),
    values(),
  ),
);

gives<
  { readonly left: Order | undefined; readonly right: Payment } & {
    readonly key: string;
    readonly window: Window;
    readonly timing: 'onTime' | 'late';
    readonly retract?: true;
  }
>()(
  orders.pipe(
    windowJoin(payments, {
      leftKey: (order) => order.id,
      rightKey: (payment) => payment.order,
      size: '1h',
      type: 'right',
      late: 'drop',
    }),
    values(),
  ),
);

gives<readonly [string, number]>()(
  orders.pipe(
    windowJoin(payments, {
      leftKey: (order) => order.id,
      rightKey: (payment) => payment.order,
      size: '1h',
      every: '10m',
      late: 'drop',
      project: (order, payment, { window }) => [payment.order, order.at - window.start] as const,
    }),
    values(),
  ),
);

gives<readonly [boolean, string | undefined]>()(
  orders.pipe(
    windowJoin(payments, {
      leftKey: (order) => order.id,
      rightKey: (payment) => payment.order,
      gap: ({ side, value }) => (side === 'left' ? value.patience : '5m'),
      touching: true,
      allowedLateness: '1h',
      type: 'left',
      late: 'drop',
      project: (_order, payment, { retract }) => [retract === true, payment?.order] as const,
    }),
    values(),
  ),
);

gives<{ readonly left: Order; readonly right: Payment | undefined }>()(
  orders.pipe(
    asOfJoin(payments, {
      leftKey: (order) => order.id,
      rightKey: (payment) => payment.order,
      type: 'left',
      late: 'drop',
    }),
    values(),
  ),
);

gives<
  Change<
    readonly [left: string | undefined, right: string | undefined],
    { readonly left: Order; readonly right: Payment }
  >
>()(
  orders.pipe(
    tableJoin(payments, {
      leftKey: (order) => order.id,
      rightKey: (payment) => payment.order,
      late: 'accept',
    }),
    values(),
  ),
);

gives<Change<readonly [left: number | undefined, right: string | undefined], string>>()(
  orders.pipe(
    tableJoin(payments, {
      leftKey: (order) => order.id,
      rightKey: (payment) => payment.order,
      leftId: (order) => order.patience,
      type: 'full',
      deletes: { right: (payment) => payment.order === '' },
      timeToLive: { left: { eventTime: '1h' }, right: { processingTime: '1d' } },
      late: 'drop',
      project: (order, payment) => order?.id ?? payment?.order ?? '',
    }),
    values(),
  ),
);

// What is missing or wrong does not compile.

const keys = { leftKey: ({ id }: Order) => id, rightKey: ({ order }: Payment) => order };

// @ts-expect-error the choice for late events is required
intervalJoin<Order, Payment, string>(payments, { ...keys, lower: 0, upper: 1 });

// @ts-expect-error a lower bound by row needs its least value
intervalJoin<Order, Payment, string>(payments, { ...keys, lower: () => 0, upper: 1, late: 'drop' });

const base = { ...keys, lower: 0, late: 'drop' } as const;
// @ts-expect-error no duration
intervalJoin<Order, Payment, string>(payments, { ...base, upper: '1 hour' });

// @ts-expect-error both keys are required
windowJoin<Order, Payment, string>(payments, { leftKey: keys.leftKey, size: 1, late: 'drop' });

// @ts-expect-error windows have one size, or are sessions
windowJoin<Order, Payment, string>(payments, { ...keys, size: 1, gap: 1, late: 'drop' });

// @ts-expect-error only sessions can touch
windowJoin<Order, Payment, string>(payments, { ...keys, size: 1, touching: true, late: 'drop' });

// @ts-expect-error the choice for late events is required
tableJoin<Order, Payment, string>(payments, keys);

// @ts-expect-error a table has no rows without partners only
tableJoin<Order, Payment, string>(payments, { ...keys, type: 'anti', late: 'drop' });

// @ts-expect-error a life is counted by one clock
tableJoin<Order, Payment, string>(payments, { ...keys, timeToLive: '1h', late: 'drop' });

// @ts-expect-error the versions of a table are looked up by left rows only
asOfJoin<Order, Payment, string>(payments, { ...keys, type: 'right', late: 'drop' });

// Enrichment: from a table stream, or by an asynchronous lookup.

gives<{ readonly left: Order; readonly right: Payment }>()(
  orders.pipe(
    enrich(payments, {
      key: (order) => order.id,
      tableKey: (payment) => payment.order,
      ready: 'atOnce',
      limit: 100,
    }),
    values(),
  ),
);

gives<string>()(
  orders.pipe(
    enrich(payments, {
      key: (order) => order.id,
      tableKey: (payment) => payment.order,
      type: 'left',
      ready: 'complete',
      limit: 100,
      project: (order, payment) => payment?.order ?? order.id,
    }),
    values(),
  ),
);

const cache = { size: 10, timeToLive: '1m' } as const;

gives<{ readonly left: Order; readonly right: number }>()(
  orders.pipe(
    enrichByLookup({
      key: ({ id }) => id,
      lookup: async (id): Promise<number | undefined> => (id === '' ? undefined : id.length),
      cache,
    }),
    values(),
  ),
);

gives<{ readonly left: Order; readonly right: number | undefined }>()(
  orders.pipe(
    enrichByLookup({ key: ({ id }) => id, lookup: (id) => id.length, cache, type: 'left' }),
    values(),
  ),
);

gives<number>()(
  orders.pipe(
    mapAsync(async (order, { signal }) => (signal.aborted ? 0 : order.at), { timeout: '1s' }),
    values(),
  ),
);

const table = { key: keys.leftKey, tableKey: keys.rightKey } as const;

// @ts-expect-error when events may pass is a required choice
enrich<Order, Payment, string>(payments, { ...table, limit: 1 });

// @ts-expect-error the buffer of events that wait needs a bound
enrich<Order, Payment, string>(payments, { ...table, ready: 'complete' });

// @ts-expect-error a cache needs a bound
enrichByLookup<Order, Payment, string>({ key: keys.leftKey, lookup: () => undefined });

// @ts-expect-error no duration
mapAsync((order: Order) => order, { timeout: '1 second' });
