// Compiled with everything else: what is wrong here fails the build, nothing of it runs.
import {
  asOfJoin,
  eventTime,
  fromArray,
  intervalJoin,
  lateTo,
  SideOutput,
  values,
  windowJoin,
} from '../../operators/index.ts';
import type { Late, Sided, Window } from '../../operators/index.ts';
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

// @ts-expect-error the versions of a table are looked up by left rows only
asOfJoin<Order, Payment, string>(payments, { ...keys, type: 'right', late: 'drop' });
