import { asOfJoin, intervalJoin, mapAsync, mapEach, windowJoin } from '../../../operators/index.ts';
import type { Stream } from '../../../operators/index.ts';
import type { Stage } from '../../../src/graph/index.ts';
import { startsHolding } from '../../oracle/gridPanes.ts';
import { arriving } from '../arriving.ts';
import type { ExpectedRows, Kit, Pipeline } from '../pipeline.ts';
import type { Row } from '../row.ts';
import type { SimEvent } from '../simEvents.ts';

const keyOf = ({ key }: SimEvent): string => key;

/** How two streams are joined: each event is late by the watermark of its own. */
const config = { leftKey: keyOf, rightKey: keyOf, late: 'drop', lateBy: 'input' } as const;

interface Joined {
  readonly left: SimEvent;
  readonly right: SimEvent | undefined;
}

const rowOf = ({ left, right }: Joined): Row => [left.key, `${left.id} ${right?.id ?? 'alone'}`];

/** A join of two sources, the right one behind calls. */
function joinOf(
  join: (left: Stream<SimEvent>, right: Stream<SimEvent>) => Stream<Joined>,
  rows: (left: readonly SimEvent[], right: readonly SimEvent[]) => readonly Row[],
): Pipeline {
  return {
    inputs: 2,
    build: (kit: Kit) => {
      const joined = kit.graph.stage('joined', [kit.source(0), behindCalls(kit)], (left, right) =>
        join(left, right).pipe(mapEach(rowOf)),
      );
      kit.sink('joined', joined);
    },
    expected: (left = [], right = []): Record<string, ExpectedRows> => ({
      joined: { rows: rows(left, right), inOrder: false },
    }),
  };
}

function behindCalls({ graph, source, call, scheduler }: Kit): Stage<SimEvent> {
  return graph.stage('called', source(1), (input) =>
    input.pipe(mapAsync((event: SimEvent) => call(event), { concurrency: 2, scheduler })),
  );
}

/** The events of a side that are not late. */
function accepted(events: readonly SimEvent[]): SimEvent[] {
  return arriving(events)
    .events.filter(({ timestamp, watermark }) => timestamp > watermark)
    .map(({ value }) => value);
}

function intervalRows(left: readonly SimEvent[], right: readonly SimEvent[]): Row[] {
  const rights = accepted(right);
  return accepted(left).flatMap((one) => {
    const partners = rights.filter(
      ({ key, at }) => key === one.key && at >= one.at - 5 && at <= one.at + 9,
    );
    if (partners.length === 0) return [rowOf({ left: one, right: undefined })];
    return partners.map((partner) => rowOf({ left: one, right: partner }));
  });
}

const WINDOW = { size: 18, every: 6, offset: 0 };

/** The events of a side in each of their windows that is open when they come. */
function inWindows(events: readonly SimEvent[]): { start: number; event: SimEvent }[] {
  return arriving(events).events.flatMap(({ value, timestamp, watermark }) =>
    startsHolding(timestamp, WINDOW)
      .filter((start) => start + WINDOW.size - 1 > watermark)
      .map((start) => ({ start, event: value })),
  );
}

function windowRows(left: readonly SimEvent[], right: readonly SimEvent[]): Row[] {
  const rights = inWindows(right);
  return inWindows(left).flatMap(({ start, event }) =>
    rights
      .filter((other) => other.start === start && other.event.key === event.key)
      .map((other) => rowOf({ left: event, right: other.event })),
  );
}

function asOfRows(left: readonly SimEvent[], right: readonly SimEvent[]): Row[] {
  const versions = accepted(right).toSorted((a, b) => a.at - b.at);
  return accepted(left).map((one) => {
    const version = versions.findLast(({ key, at }) => key === one.key && at <= one.at);
    return rowOf({ left: one, right: version });
  });
}

export const joinPipelines: Readonly<Record<string, Pipeline>> = {
  'a join within an interval': joinOf(
    (left, right) =>
      left.pipe(
        intervalJoin(right, { ...config, lower: -5, upper: 9, type: 'left', order: 'time' }),
      ),
    intervalRows,
  ),
  'a join by windows': joinOf(
    (left, right) => left.pipe(windowJoin(right, { ...config, size: 18, every: 6 })),
    windowRows,
  ),
  'a table as of each event': joinOf(
    (left, right) => left.pipe(asOfJoin(right, { ...config, type: 'left' })),
    asOfRows,
  ),
};
