import { Subject } from 'rxjs';
import {
  isCodedError,
  makeChunk,
  Pressure,
  SnapshotCollector,
  SnapshotReader,
} from '../../../operators/index.ts';
import type { Chunk } from '../../../operators/index.ts';
import { connectFeeds } from '../../../src/client/index.ts';
import { createFeed, createFeedServer } from '../../../src/feed/index.ts';
import type { FeedConfig } from '../../../src/feed/index.ts';
import { CrashingFeed } from '../../support/crashingFeed.ts';
import type { KeyedResult, StoredPlace } from '../../support/crashingFeed.ts';
import { eventually } from '../../support/eventually.ts';
import { FeedHistory } from '../../support/feedHistory.ts';
import { nested } from '../../support/nested.ts';
import { suite } from '../../support/suite.ts';
import { withFolder } from '../../support/withFolder.ts';
import * as assert from '../../support/assert.ts';

const test = suite('a feed that goes on from a checkpoint');

const PUBLISH = ['immediate', 'committed'] as const;

const named = ({ results }: FeedHistory): string[] => results.map(({ key, n }) => `${key}${n}`);

for (const publish of PUBLISH) {
  test(`in memory alone, who had everything goes on and others are told (${publish})`, async () => {
    const feed = new CrashingFeed('', { publish }, false);
    await feed.start();
    const [behind, whole] = [new FeedHistory(feed.url), new FeedHistory(feed.url)];
    feed.give(['a', 'b']);
    await feed.checkpoint();
    await eventually(() => behind.results.length === 2);
    behind.stop();
    feed.give(['a', 'a']);
    await feed.checkpoint();
    await eventually(() => whole.results.length === 4);
    await feed.kill();
    await feed.start();
    await eventually(() => whole.epochs.size === 2);
    feed.give(['c']);
    await feed.checkpoint();
    await eventually(() => whole.results.length === 5);
    assert.equal([whole.anewFrom, whole.faults], [[], []]);
    behind.goOn(feed.url);
    await eventually(() => behind.faults.length > 0);
    await eventually(() => behind.results.length === 3);
    assert.equal(behind.faults, ['expired from 2 to 4', 'expected offset 2, got 4']);
    for (const history of [behind, whole]) history.stop();
    await feed.kill();
  });
}

test('in memory alone, who had more than the checkpoint is told from which offset it comes anew', async () => {
  const feed = new CrashingFeed('', { publish: 'immediate' }, false);
  await feed.start();
  const history = new FeedHistory(feed.url);
  feed.give(['a', 'b']);
  await feed.checkpoint();
  feed.give(['a', 'b']);
  await eventually(() => history.results.length === 4);
  await feed.kill();
  await feed.start();
  feed.give(['b', 'a']);
  await eventually(() => history.epochs.size === 2 && history.results.length === 4);
  assert.equal(named(history), ['a0', 'b0', 'b1', 'a1']);
  assert.equal([history.anewFrom, history.faults], [[2], []]);
  history.stop();
  await feed.kill();
});

test('a table has the rows of the checkpoint again, and none that came or went behind it', async () => {
  const describe: FeedConfig<{ key: string; n: number; value: string }>['describe'] = ({
    key,
    value,
  }) => ({ key, ...(value === 'gone' ? { op: 'del' as const } : { data: { value } }) });
  const feed = new CrashingFeed('', { publish: 'immediate', table: true, describe }, false);
  await feed.start();
  const client = connectFeeds(feed.url, { minDelay: 0, maxDelay: 5 });
  const table = await client.table<{ value: string }>('f');
  const rows = (): unknown[] => [...table.values()].map(({ key, data }) => [key, data.value]);
  feed.give(['a', 'b', 'c'], (key) => key);
  await feed.checkpoint();
  feed.give(['b'], () => 'gone');
  feed.give(['d'], () => 'd');
  await eventually(() => JSON.stringify(rows()) === '[["a","a"],["c","c"],["d","d"]]');
  await feed.kill();
  await feed.start();
  await eventually(() => JSON.stringify(rows()) === '[["a","a"],["b","b"],["c","c"]]');
  feed.give(['c'], () => 'gone');
  await eventually(() => JSON.stringify(rows()) === '[["a","a"],["b","b"]]');
  client.close();
  await feed.kill();
});

for (const publish of PUBLISH)
  test(`what is nested too deep is the same when it comes again, and the feed goes on (${publish})`, () =>
    withFolder(async (folder) => {
      const describe: FeedConfig<KeyedResult>['describe'] = ({ key, n }) => ({
        // Its text is more than a stack holds.
        data: key === 'deep' ? nested(100_000) : n,
      });
      const feed = new CrashingFeed(folder, { publish, describe });
      await feed.start();
      const client = connectFeeds(feed.url, { minDelay: 0, maxDelay: 5 });
      const told: unknown[] = [];
      client.feed('f', { since: 'start' }).subscribe((event) => {
        if (event.kind === 'event') told.push(event.offset);
        if (event.kind === 'skip') told.push(event.why);
        if (event.kind === 'subscribed') told.push(`from ${event.offset}`);
      });
      feed.give(['a', 'deep']);
      await feed.checkpoint();
      feed.give(['a', 'deep', 'b']);
      const before = publish === 'committed' ? 2 : 5;
      await eventually(() => told.length === 1 + before);
      await feed.kill();
      await feed.start();
      feed.give(['b', 'deep', 'a', 'c', 'deep']);
      await feed.checkpoint();
      await eventually(() => told.length === 9 || feed.errors.length > 0);
      const all = [0, 'tooLarge', 2, 'tooLarge', 4, 5, 'tooLarge'];
      const expected = ['from 0', ...all.slice(0, before), `from ${before}`, ...all.slice(before)];
      assert.equal([told, feed.errors], [expected, []]);
      client.close();
      await feed.kill();
    }));

test('an older checkpoint takes back what a later one let out, and tells from where', () =>
  withFolder(async (folder) => {
    const feed = new CrashingFeed(folder, { publish: 'committed' });
    await feed.start();
    const history = new FeedHistory(feed.url);
    feed.give(['a', 'b']);
    await feed.checkpoint();
    const older = feed.stored as StoredPlace;
    feed.give(['a', 'b', 'c']);
    await feed.checkpoint();
    await eventually(() => history.results.length === 5);
    await feed.kill();
    feed.stored = older;
    await feed.start();
    feed.give(['c', 'b', 'a']);
    await feed.checkpoint();
    await eventually(() => history.epochs.size === 2 && history.results.length === 5);
    assert.equal(named(history), ['a0', 'b0', 'c0', 'b1', 'a1']);
    assert.equal([history.anewFrom, history.faults], [[2], []]);
    history.stop();
    await feed.kill();
  }));

test('a log that is gone is told, and offsets go on behind the checkpoint', () =>
  withFolder(async (folder) => {
    const feed = new CrashingFeed(folder, { publish: 'committed' });
    await feed.start();
    const history = new FeedHistory(feed.url);
    feed.give(['a', 'b']);
    await feed.checkpoint();
    await eventually(() => history.results.length === 2);
    await feed.kill();
    const { stored } = feed;
    const other = new CrashingFeed(`${folder}/other`, { publish: 'committed' });
    other.port = feed.port;
    other.stored = stored;
    await other.start();
    other.give(['a']);
    await other.checkpoint();
    await eventually(() => history.results.length === 3);
    assert.equal([named(history), history.faults], [['a0', 'b0', 'a1'], []]);
    const late = new FeedHistory(other.url);
    await eventually(() => late.faults.length > 0);
    assert.equal(late.faults[0], 'begins at 2, stands at 0');
    for (const one of [history, late]) one.stop();
    await other.kill();
  }));

test('before the graph has begun a server tells what was committed for sure, and no more', () =>
  withFolder(async (folder) => {
    const feed = new CrashingFeed(folder, { publish: 'committed' });
    await feed.start();
    const history = new FeedHistory(feed.url);
    feed.give(['a', 'b']);
    await feed.checkpoint();
    await eventually(() => history.results.length === 2);
    feed.give(['a', 'b']);
    await feed.checkpoint('stored');
    feed.give(['c']);
    await feed.checkpoint('synced');
    await feed.kill();
    await feed.serve();
    const other = new FeedHistory(feed.url);
    await eventually(() => other.results.length === 2);
    await eventually(() => feed.server.stats().connections.length === 2);
    const [state] = feed.server.stats().feeds;
    assert.equal([state?.offset, history.results.length], [2, 2]);
    await feed.restore();
    feed.give(['c', 'd']);
    await feed.checkpoint();
    for (const one of [history, other]) {
      await eventually(() => one.results.length === 6);
      assert.equal(named(one), ['a0', 'b0', 'a1', 'b1', 'c0', 'd0']);
      assert.equal([one.epochs.size, one.faults], [1, []]);
      one.stop();
    }
    await feed.kill();
  }));

/** A feed that waits for checkpoints, over a stream that a test drives. */
async function serve(config: FeedConfig<number> = {}) {
  const subject = new Subject<Chunk<number>>();
  const errors: unknown[] = [];
  const onError = (error: unknown): void => void errors.push(error);
  const feed = createFeed('f', subject, { publish: 'committed', onError, ...config });
  const server = await createFeedServer({ feeds: [feed] });
  const begin = (): void => {
    const state = new SnapshotReader({}, () => true);
    subject.next(makeChunk<number>({ watermark: -Infinity, control: { kind: 'restore', state } }));
  };
  const give = (count: number, pressure?: Pressure): void =>
    subject.next(
      makeChunk({
        values: Array.from({ length: count }, (_, i) => i),
        timestamps: Array.from({ length: count }, (_, i) => i),
        watermark: -Infinity,
        ...(pressure === undefined ? {} : { pressure }),
      }),
    );
  const pass = (id: number): SnapshotCollector => {
    const collector = new SnapshotCollector();
    subject.next(
      makeChunk<number>({ watermark: -Infinity, control: { kind: 'barrier', id, collector } }),
    );
    return collector;
  };
  const codes = (): unknown[] => errors.map((error) => isCodedError(error) && error.code);
  return { subject, feed, server, codes, begin, give, pass };
}

test('results that would wait for checkpoints that never come are an error at the first of them', async () => {
  const { give, codes, server } = await serve();
  give(1);
  assert.equal(codes(), ['MILLRACE_GRAPH']);
  await server.close();
});

test('so is a stream that ends without one', async () => {
  const [none, last] = [await serve(), await serve()];
  none.subject.complete();
  assert.equal(none.codes(), ['MILLRACE_GRAPH']);
  last.begin();
  last.give(1);
  last.pass(1);
  last.subject.complete();
  assert.equal(last.codes(), ['MILLRACE_GRAPH']);
  for (const { server } of [none, last]) await server.close();
});

test('what waits for a checkpoint holds the source back, and more than may wait ends the feed', async () => {
  const { begin, give, pass, feed, server, codes } = await serve({ maxEvents: 16, batch: 1 });
  const pressure = new Pressure();
  begin();
  give(3, pressure);
  assert.equal([feed.stats().waiting, pressure.paused], [3, false]);
  give(1, pressure);
  assert.ok(pressure.paused);
  const collector = pass(1);
  await collector.settled();
  collector.stored();
  assert.equal([feed.stats().waiting, feed.stats().offset, pressure.paused], [0, 4, false]);
  give(8, pressure);
  assert.equal([feed.stats().offset, codes()], [4, []]);
  give(1, pressure);
  assert.equal(codes(), ['MILLRACE_OVERFLOW']);
  assert.ok(!pressure.paused);
  await server.close();
});

test('no checkpoint covers what a failed feed, or one whose server is closed, did not take', async () => {
  const [failed, closed] = [await serve({ maxEvents: 2 }), await serve()];
  failed.begin();
  failed.give(9);
  closed.begin();
  await closed.server.close();
  await assert.rejectsCode(failed.pass(1).settled(), 'MILLRACE_OVERFLOW');
  await assert.rejectsCode(closed.pass(1).settled(), 'MILLRACE_GRAPH');
  await failed.server.close();
});

test('a table cannot wait for checkpoints', () => {
  assert.throwsCode(
    () => createFeed('f', new Subject<Chunk<number>>(), { table: true, publish: 'committed' }),
    'MILLRACE_ARGUMENT_TYPE',
    'createFeed: publish',
  );
});

test.run();
