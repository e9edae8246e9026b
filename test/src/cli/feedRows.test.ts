import { NEVER } from 'rxjs';
import type { Pressure, Rows } from '../../../operators/index.ts';
import type { FeedEntry, RecordedRow } from '../../../src/cli/feedEntry.ts';
import { feedRows } from '../../../src/cli/feedRows.ts';
import { connectFeeds } from '../../../src/client/index.ts';
import { createFeed, createFeedServer } from '../../../src/feed/index.ts';
import { ManualRuntime } from '../../../src/runtime/index.ts';
import * as assert from '../../support/assert.ts';
import { eventually } from '../../support/eventually.ts';
import { HandDrivenStream } from '../../support/handDrivenStream.ts';
import { suite } from '../../support/suite.ts';

const test = suite('feedRows');

const PLACE = {};

/** Follows two feeds of a server; what holds the rows back is in the test's hand. */
async function withRows(
  work: (
    inputs: readonly HandDrivenStream<number>[],
    rows: Rows<RecordedRow>[],
    subscribers: () => number,
  ) => Promise<void>,
  runtime = new ManualRuntime(),
): Promise<void> {
  const inputs = [new HandDrivenStream<number>(), new HandDrivenStream<number>()];
  const feeds = inputs.map(({ stream }, i) => createFeed(`feed${i}`, stream));
  const server = await createFeedServer({ feeds });
  const client = connectFeeds(server.url);
  const starts = new Map(feeds.map(({ name }) => [name, 'start'] as const));
  const rows: Rows<RecordedRow>[] = [];
  const entries: FeedEntry[] = [];
  const onEntry = (entry: FeedEntry): void => void entries.push(entry);
  const source = feedRows({ client, starts, onEntry, stopped: NEVER, runtime });
  const subscription = source.rows.subscribe((run) => rows.push(run));
  const subscribers = (): number => feeds.reduce((sum, feed) => sum + feed.stats().subscribers, 0);
  try {
    await work(inputs, rows, subscribers);
  } finally {
    subscription.unsubscribe();
    client.close();
    await server.close();
  }
}

const eventsOf = (rows: readonly Rows<RecordedRow>[]): unknown[] =>
  rows
    .flatMap(({ values }) => values)
    .filter((row) => row.kind === 'event')
    .map((row) => row.data);

test('pauses its feeds while the rows are not taken, and goes on without a hole', () =>
  withRows(async (inputs, rows, subscribers) => {
    await eventually(() => rows.length === 3);
    const pressure = rows[0]?.pressure as Pressure;
    pressure.report(PLACE, pressure.high);
    inputs[0]?.push([1]);
    await eventually(() => eventsOf(rows).length === 1 && subscribers() === 0);
    inputs[0]?.push([2, 3]);
    inputs[1]?.push([4]);
    pressure.report(PLACE, 0);
    await eventually(() => eventsOf(rows).length === 4);
    assert.equal(new Set(eventsOf(rows)), new Set([1, 2, 3, 4]));
  }));

test('gives arrivals that never go back, also when the clock does', () => {
  const runtime = new ManualRuntime();
  let now = 1_000.7;
  runtime.now = () => now;
  return withRows(async (inputs, rows) => {
    await eventually(() => rows.length === 3);
    now = 10;
    inputs[0]?.push([1]);
    await eventually(() => rows.length === 4);
    now = 2_000;
    inputs[1]?.push([2]);
    await eventually(() => rows.length === 5);
    const arrivals = rows.flatMap((run) => run.arrivals ?? []);
    assert.equal(arrivals, [1_000, 1_000, 1_000, 1_000, 2_000]);
  }, runtime);
});

test.run();
