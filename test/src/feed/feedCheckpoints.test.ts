import { seededRandom } from '../../../src/runtime/index.ts';
import { CHECKPOINT_STEPS, CrashingFeed } from '../../support/crashingFeed.ts';
import type { StoredPlace } from '../../support/crashingFeed.ts';
import { faultsOf, FeedHistory } from '../../support/feedHistory.ts';
import { eventually } from '../../support/eventually.ts';
import { suite } from '../../support/suite.ts';
import { withFolder } from '../../support/withFolder.ts';
import * as assert from '../../support/assert.ts';

const test = suite('a feed of a graph with checkpoints');

const KEYS = ['a', 'b', 'c', 'd'];
const PUBLISH = ['immediate', 'committed'] as const;
type Publish = (typeof PUBLISH)[number];

/** Some keys; each run has another order between them. */
function someKeys(random: () => number): string[] {
  return Array.from({ length: Math.floor(random() * 8) }, () => pick(KEYS, random));
}

function pick<T>(values: readonly T[], random: () => number): T {
  return values[Math.floor(random() * values.length)] as T;
}

/** A graph that is killed at any moment, with two subscribers; gives what was wrong. */
async function crashes(
  folder: string,
  publish: Publish,
  seed: number,
  spoil: (stored: StoredPlace) => StoredPlace = (stored) => stored,
): Promise<string[]> {
  const random = seededRandom(seed);
  const feed = new CrashingFeed(folder, { publish });
  await feed.start();
  const histories = [new FeedHistory(feed.url), new FeedHistory(feed.url)];
  const early: string[] = [];
  for (let life = 0; life < 6; life += 1) {
    for (let step = 0; step < 6; step += 1) {
      feed.give(someKeys(random));
      if (random() < 0.5) await turns(Math.floor(random() * 4));
      if (random() < 0.4) await feed.checkpoint();
      if (publish === 'committed') early.push(...toldEarly(feed, histories));
    }
    if (random() < 0.7) await feed.checkpoint(pick(CHECKPOINT_STEPS, random));
    if (random() < 0.5) await turns(Math.floor(random() * 4));
    await feed.kill();
    if (publish === 'committed') early.push(...toldEarly(feed, histories));
    if (feed.stored !== undefined) feed.stored = spoil(feed.stored);
    await feed.start();
  }
  // What every earlier run may have told comes again.
  for (let i = 0; i < 30; i += 1) for (const key of KEYS) feed.give([key]);
  await feed.checkpoint();
  feed.complete();
  const until = Date.now() + 3_000;
  await eventually(
    () =>
      Date.now() > until || histories.every(({ isOver, faults }) => isOver || faults.length > 0),
  );
  for (const history of histories) history.stop();
  await feed.kill();
  const epochs = new Set(histories.flatMap((history) => [...history.epochs]));
  return [
    ...early,
    ...feed.errors.map(String),
    ...histories.flatMap(({ faults, isOver }) => (isOver ? faults : [...faults, 'no end'])),
    ...histories.flatMap(({ results }) => faultsOf(results, feed.given)),
    ...histories.flatMap(({ anewFrom }) => anewFrom.map((from) => `anew from ${from}`)),
    ...(epochs.size === 1 ? [] : [`${epochs.size} epochs`]),
  ];
}

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Results that a subscriber has and no checkpoint covers. */
function toldEarly(feed: CrashingFeed, histories: readonly FeedHistory[]): string[] {
  const covered = feed.stored?.given;
  return histories.flatMap(({ results }) =>
    results
      .filter(({ key, n }) => n >= (covered?.get(key) ?? 0))
      .map(({ key, n }) => `told before its checkpoint: ${key} ${n}`),
  );
}

for (const publish of PUBLISH) {
  test(`each result comes once, whenever the graph is killed (${publish})`, async () => {
    for (let seed = 1; seed <= 8; seed += 1)
      await withFolder(async (folder) => {
        const faults = await crashes(folder, publish, seed);
        assert.equal(faults.slice(0, 5), [], `seed ${seed}`);
      });
  });
}

/** A checkpoint that says another offset than it should. */
function shifted(by: number): (stored: StoredPlace) => StoredPlace {
  return ({ given, snapshot }) => {
    const part = snapshot['feed:f'] as { readonly offset: number };
    return { given, snapshot: { 'feed:f': { ...part, offset: part.offset + by } } };
  };
}

for (const publish of PUBLISH) {
  test(`a wrong offset in a checkpoint does not pass unseen (${publish})`, async () => {
    for (const by of [-1, 1])
      await withFolder(async (folder) => {
        const faults = await crashes(folder, publish, 3, shifted(by)).catch(String);
        assert.ok(faults.length > 0, `shifted by ${by}`);
      });
  });
}

test('what comes again in another form is told from its offset on, and what was before holds', () =>
  withFolder(async (folder) => {
    const feed = new CrashingFeed(folder, { publish: 'immediate' });
    await feed.start();
    const ahead = [{}, { fields: ['n', 'value'] }, { delay: 1 }].map(
      (options) => new FeedHistory(feed.url, options),
    );
    const behind = new FeedHistory(feed.url);
    feed.give(['a', 'b']);
    await feed.checkpoint();
    feed.give(['a', 'b', 'a']);
    await eventually(() => [...ahead, behind].every(({ results }) => results.length === 5));
    behind.stop();
    feed.give(['b', 'c', 'a']);
    await eventually(() => ahead.every(({ results }) => results.length === 8));
    await feed.kill();
    await feed.start();
    // The sixth event, `b 2`, is another one now; all others come again, in another order.
    feed.give(['b', 'a', 'a', 'a', 'c']);
    // They are connected again, and know the epoch that is about to end.
    await eventually(
      () => feed.server.stats().connections.flatMap((one) => one.subscriptions).length === 3,
    );
    feed.watermark = 9;
    feed.give(['b'], () => 'w');
    await eventually(() =>
      ahead.every(({ epochs, results }) => epochs.size === 2 && results.length === 8),
    );
    // Who had nothing that is void goes on without a word.
    behind.goOn(feed.url);
    await eventually(() => behind.results.length === 8);
    assert.equal([behind.anewFrom, behind.faults], [[], []]);
    for (const { anewFrom, faults, results } of ahead) {
      assert.equal([anewFrom, faults], [[5], []]);
      const told = results.map(({ key, n, value }) => `${key}${n}${value}`);
      assert.equal(told, ['a0v', 'b0v', 'a1v', 'b1v', 'a2v', 'c0v', 'a3v', 'b2w']);
      assert.equal(behind.results, results);
    }
    for (const history of [...ahead, behind]) history.stop();
    await feed.kill();
  }));

test('what was told and does not come again is taken back at the end of the stream', () =>
  withFolder(async (folder) => {
    const feed = new CrashingFeed(folder, { publish: 'immediate' });
    await feed.start();
    const history = new FeedHistory(feed.url);
    feed.give(['a']);
    await feed.checkpoint();
    feed.give(['b', 'a']);
    await eventually(() => history.results.length === 3);
    await feed.kill();
    await feed.start();
    feed.give(['a']);
    feed.complete();
    await eventually(() => history.isOver);
    assert.equal(
      history.results.map(({ key, n }) => `${key}${n}`),
      ['a0', 'a1'],
    );
    assert.equal([history.anewFrom, history.faults], [[1], []]);
    history.stop();
    await feed.kill();
  }));

test('a checkpoint taken before all has come again knows what is still expected', () =>
  withFolder(async (folder) => {
    const feed = new CrashingFeed(folder, { publish: 'immediate' });
    await feed.start();
    const history = new FeedHistory(feed.url);
    feed.give(['a', 'b', 'c', 'a']);
    await eventually(() => history.results.length === 4);
    await feed.kill();
    await feed.start();
    feed.give(['c', 'd']);
    await feed.checkpoint();
    await feed.kill();
    await feed.start();
    feed.give(['b', 'a', 'a', 'a']);
    await eventually(() => history.results.length === 6);
    feed.complete();
    await eventually(() => history.isOver);
    const told = history.results.map(({ key, n }) => `${key}${n}`);
    assert.equal(told, ['a0', 'b0', 'c0', 'a1', 'd0', 'a2']);
    assert.equal([history.epochs.size, history.faults], [1, []]);
    history.stop();
    await feed.kill();
  }));

test.run();
