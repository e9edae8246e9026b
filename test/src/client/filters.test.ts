import { filter, firstValueFrom, Subject } from 'rxjs';
import type { Subscription } from 'rxjs';
import { connectFeeds } from '../../../src/client/index.ts';
import type { FeedChange, FeedClient, FeedEvent, FeedOptions } from '../../../src/client/index.ts';
import { createFeed, createFeedServer } from '../../../src/feed/index.ts';
import { seededRandom } from '../../../src/runtime/index.ts';
import { Cutter } from '../../support/cutter.ts';
import { eventually } from '../../support/eventually.ts';
import { HandDrivenStream } from '../../support/handDrivenStream.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const test = suite('a client with filters');

interface Row {
  readonly n: number;
  readonly tag?: string;
  readonly text: string;
}

type Verdict = boolean | 'failed';

/** What each filter says, told again without it. */
const FILTERS: readonly (readonly [text: string, naive: (row: Row, key: string) => Verdict])[] = [
  ['d.missing > 1 || true', () => true],
  ['d.n < 0', () => false],
  ['d.n > 20', ({ n }) => n > 20],
  ['int(d.n) % 3 == 0', ({ n }) => n % 3 === 0],
  [
    'key in ["a", "b"] && d.text.contains("7")',
    ({ text }, key) => 'ab'.includes(key) && text.includes('7'),
  ],
  ['has(d.tag) && d.tag == "x"', ({ tag }) => tag === 'x'],
  ['d.tag == "y"', ({ tag }) => (tag === undefined ? 'failed' : tag === 'y')],
  [
    'd.tag < "y" && d.n > 3',
    ({ tag, n }) => (n > 3 ? (tag === undefined ? 'failed' : tag < 'y') : false),
  ],
];

const FIELDS: readonly (readonly string[] | undefined)[] = [
  undefined,
  ['n'],
  ['text', 'tag'],
  ['none'],
];

/** What came, by offset: data, or why it did not. An offset that comes twice, or not at all, fails. */
class Reader {
  readonly got: unknown[] = [];
  readonly #label: string;
  watermark = -Infinity;

  constructor(label: string) {
    this.#label = label;
  }

  next(event: FeedEvent<unknown>): void {
    if (event.kind === 'event') this.#put(event.offset, event.data);
    if (event.kind === 'skip')
      for (let off = event.from; off < event.to; off += 1) this.#put(off, event.why);
    if ('watermark' in event) {
      assert.ok(event.watermark >= this.watermark, this.#label);
      this.watermark = event.watermark;
    }
  }

  #put(offset: number, value: unknown): void {
    assert.is(offset, this.got.length, this.#label);
    this.got.push(value);
  }
}

test('gets what its filter and fields say, through changes in place and cuts of the connection', async () => {
  for (let seed = 1; seed <= 8; seed += 1) {
    const random = seededRandom(seed);
    const pick = pickBy(random);
    const source = new HandDrivenStream<{ readonly key: string; readonly row: Row }>();
    const describe = ({ key, row }: { key: string; row: Row }): object => ({ key, data: row });
    const feed = createFeed('f', source.stream, {
      describe: describe as never,
      batch: 1 + Math.floor(random() * 5),
      markEvery: pick([0, 1, 250]),
    });
    const server = await createFeedServer({ feeds: [feed] });
    const cutter = new Cutter(() => server.port);
    const url = await cutter.listen();
    const client = connectFeeds(url, {
      minDelay: 1,
      maxDelay: 3,
      subprotocol: pick(['json', 'msgpack'] as const),
    });
    const readers = Array.from({ length: 4 }, (_, i) =>
      openReader(client, random, `seed ${seed}, reader ${i}`),
    );
    const sent: { key: string; row: Row }[] = [];
    for (let step = 0; step < 40; step += 1) {
      const values = Array.from({ length: Math.floor(random() * 7) }, (_, i) => {
        const n = Math.floor(random() * 40);
        const tag = pick([{}, { tag: 'x' }, { tag: 'y' }]);
        return { key: pick(['a', 'b', 'c']), row: { n, text: `${step}.${i}`, ...tag } };
      });
      sent.push(...values);
      source.push(values, step);
      if (random() < 0.4) pick(readers).change();
      if (random() < 0.15) cutter.cutAll();
      const turns = Math.floor(random() * 4);
      for (let i = 0; i < turns; i += 1) await new Promise(setImmediate);
    }
    source.complete();
    await eventually(() => readers.every(({ isOver }) => isOver()));
    for (const { reader, choices, label } of readers) {
      const expected = sent.map(({ key, row }, off) => {
        const { naive, fields } = choices.findLast(({ from }) => from <= off) ?? {};
        return told(row, naive?.(row, key) ?? false, fields);
      });
      assert.equal(reader.got, expected, label);
      assert.is(reader.watermark, Infinity, label);
    }
    assert.is(feed.stats().skipped, 0);
    client.close();
    cutter.close();
    await server.close();
  }
});

/** Subscribes with a filter and fields at random, and can change them. */
function openReader(client: FeedClient, random: () => number, name: string) {
  const pick = pickBy(random);
  const [choice, fields] = [pick(FILTERS), pick(FIELDS)];
  const label = `${name}, ${choice[0]}, ${String(fields)}`;
  const changes = new Subject<FeedChange>();
  const options: FeedOptions = {
    since: 'start',
    filter: choice[0],
    ...(fields === undefined ? {} : { fields }),
    changes,
  };
  const reader = new Reader(label);
  // What holds, and from which offset on; what is asked for and not answered.
  const choices: Choice[] = [{ from: 0, naive: choice[1], fields }];
  const asked: Omit<Choice, 'from'>[] = [];
  let isOver = false;
  client.feed('f', options).subscribe({
    next: (event) => {
      reader.next(event);
      if (event.kind !== 'changed') return;
      assert.is(event.offset, reader.got.length, label);
      const next = asked.shift();
      if (next === undefined) return assert.unreachable(label);
      if (next.naive === undefined) assert.is(event.refusal?.code, 'MILLRACE_FEED_REFUSED');
      else choices.push({ ...next, from: event.offset });
    },
    complete: () => (isOver = true),
  });
  /** Another filter, or other fields, or both, or a filter that is none. */
  const change = (): void => {
    const last = [...choices, ...asked].findLast(({ naive }) => naive !== undefined);
    const [text, naive] = pick([...FILTERS, ['d.n >', undefined], [null, () => true]] as const);
    const isWhole = random() < 0.5;
    const newFields = isWhole ? pick(FIELDS) : last?.fields;
    asked.push({ naive, fields: newFields });
    changes.next({ filter: text, ...(isWhole ? { fields: newFields ?? null } : {}) });
  };
  return { reader, choices, change, label, isOver: () => isOver };
}

const pickBy =
  (random: () => number) =>
  <T>(from: readonly T[]): T =>
    from[Math.floor(random() * from.length)] as T;

/** How events are chosen from an offset on; without a verdict: a filter that is refused. */
interface Choice {
  readonly from: number;
  readonly naive: ((row: Row, key: string) => Verdict) | undefined;
  readonly fields: readonly string[] | undefined;
}

function told(row: Row, verdict: Verdict, fields: readonly string[] | undefined): unknown {
  if (verdict === 'failed') return 'filterFailed';
  if (!verdict) return 'filtered';
  if (fields === undefined) return row;
  return Object.fromEntries(Object.entries(row).filter(([name]) => fields.includes(name)));
}

test('a filter that nothing passes costs few messages, and the position moves on', async () => {
  const source = new HandDrivenStream<number>();
  const feed = createFeed('f', source.stream, { markEvery: '1h' });
  const server = await createFeedServer({ feeds: [feed] });
  const client = connectFeeds(server.url);
  const reader = new Reader('nothing');
  const done = new Promise<void>((resolve) => {
    client.feed('f', { since: 'start', filter: 'd < 0' }).subscribe({
      next: (event) => reader.next(event),
      complete: resolve,
    });
  });
  await eventually(() => feed.stats().views === 1);
  source.push([1]);
  await eventually(() => reader.got.length === 1);
  const before = server.stats().connections[0]?.sent ?? 0;
  for (let n = 0; n < 200; n += 1) {
    source.push([n]);
    await new Promise(setImmediate);
  }
  assert.is(server.stats().connections[0]?.sent, before);
  source.complete();
  await done;
  assert.equal(
    reader.got,
    Array.from({ length: 201 }, () => 'filtered'),
  );
  client.close();
  await server.close();
});

test('a loop over events changes what it asks for, and goes on with that after it waited', async () => {
  const source = new HandDrivenStream<number>();
  const feed = createFeed('f', source.stream);
  const server = await createFeedServer({ feeds: [feed] });
  const client = connectFeeds(server.url);
  const changes = new Subject<FeedChange>();
  const events = client.events<number>('f', { filter: 'd < 3000.0', changes });
  const next = async (): Promise<FeedEvent<number> | undefined> =>
    (await events.next()).value ?? undefined;
  assert.is((await next())?.kind, 'subscribed');
  const change = { filter: 'int(d) % 2 == 0' };
  changes.next({ filter: 'd >=' });
  changes.next(change);
  const refused = await next();
  assert.ok(refused?.kind === 'changed' && refused.refusal !== undefined);
  const changed = await next();
  assert.equal(changed, { kind: 'changed', offset: 0, change });
  // More than wait here: the subscription is given up, and one more change has no answer.
  source.push(Array.from({ length: 5_000 }, (_, n) => n));
  const first = await next();
  assert.equal(first?.kind === 'event' && first.data, 0);
  await eventually(() => feed.stats().subscribers === 0);
  changes.next({ filter: 'int(d) % 100 == 0' });
  const data: number[] = [];
  let off = -1;
  while (data.at(-1) !== 5_200) {
    const event = await next();
    if (event?.kind === 'event') data.push(event.data);
    if (event?.kind === 'skip') assert.is(event.why, 'filtered');
    if (event?.kind !== 'changed') continue;
    assert.is(off, -1);
    off = event.offset;
    source.push(Array.from({ length: 201 }, (_, n) => 5_000 + n));
  }
  await events.return();
  const all = Array.from({ length: 5_201 }, (_, n) => n).slice(1);
  assert.equal(
    data,
    all.filter((n) => n % (n < off ? 2 : 100) === 0),
  );
  assert.is(changes.observed, false);
  client.close();
  await server.close();
});

test('tells a wrong filter as an error of its subscription', async () => {
  const source = new HandDrivenStream<number>();
  const server = await createFeedServer({ feeds: [createFeed('f', source.stream)] });
  const client = connectFeeds(server.url);
  const events = client.feed('f', { filter: 'd >' });
  await assert.rejectsCode(
    firstValueFrom(events),
    'MILLRACE_FEED_REFUSED',
    "feed 'f': sub: filter: ",
  );
  await firstValueFrom(client.state.pipe(filter((state) => state === 'live')));
  client.close();
  await server.close();
});

for (const slow of ['latest', { sample: 3 }, { drop: 4 }] as const) {
  test(`what is left out for a slow reader goes with a filter (${JSON.stringify(slow)})`, async () => {
    const source = new HandDrivenStream<{ readonly key: string; readonly n: number }>();
    const describe = ({ key, n }: { key: string; n: number }): object => ({ key, data: { n } });
    const feed = createFeed('f', source.stream, { describe: describe as never, batch: 3 });
    const server = await createFeedServer({ feeds: [feed] });
    const client = connectFeeds(server.url);
    const reader = new Reader(JSON.stringify(slow));
    const rows = new Map<unknown, unknown>();
    const done = new Promise<void>((resolve) => {
      client.feed<{ n: number }>('f', { since: 'start', slow, filter: 'd.n > 20' }).subscribe({
        next: (event) => {
          reader.next(event);
          if (event.kind === 'event') rows.set(event.key, event.data.n);
        },
        complete: resolve,
      });
    });
    await eventually(() => feed.stats().views === 1);
    const expected = new Map<unknown, unknown>();
    const random = seededRandom(5);
    for (let step = 0; step < 60; step += 1) {
      const values = Array.from({ length: 5 }, () => ({
        key: 'abc'[Math.floor(random() * 3)] ?? 'a',
        n: Math.floor(random() * 40),
      }));
      for (const { key, n } of values) if (n > 20) expected.set(key, n);
      source.push(values);
      await new Promise(setImmediate);
    }
    source.complete();
    await done;
    assert.is(reader.got.length, 300);
    assert.equal(Object.fromEntries(rows), Object.fromEntries(expected));
    assert.ok(reader.got.every((got) => typeof got !== 'object' || (got as { n: number }).n > 20));
    client.close();
    await server.close();
  });
}

const numbered = (n: number): object => ({ n, id: `r${n}`, note: 'other' });

test('what comes under a number that another view had is for the new one alone', async () => {
  const source = new HandDrivenStream<unknown>();
  const feed = createFeed('f', source.stream, { views: 1 });
  const server = await createFeedServer({ feeds: [feed] });
  const client = connectFeeds(server.url, { subprotocol: 'msgpack' });
  const got: unknown[] = [];
  const take = (fields: string[]): Subscription =>
    client.feed('f', { fields }).subscribe((event) => {
      if (event.kind === 'event') got.push(event.data);
    });
  for (let n = 0; n < 5; n += 1) {
    const name = n % 2 === 0 ? 'n' : 'id';
    const subscription = take([name]);
    await eventually(() => feed.stats().views === 1);
    source.push([numbered(n)]);
    // These may still be on their way when the next view has the number.
    await eventually(() => got.length === n + 1);
    source.push([numbered(100), numbered(101)]);
    subscription.unsubscribe();
    assert.equal(got[n], { [name]: name === 'n' ? n : `r${n}` });
    await eventually(() => feed.stats().views === 0);
  }
  assert.is(got.length, 5);
  client.close();
  await server.close();
});

test.run();
