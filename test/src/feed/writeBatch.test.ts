import { createFeed, createFeedServer } from '../../../src/feed/index.ts';
import { serverCodecs } from '../../../src/feed/serverCodecs.ts';
import { writeBatch } from '../../../src/feed/writeBatch.ts';
import type { Item } from '../../../src/wire/index.ts';
import { connectFeeds } from '../../../src/client/index.ts';
import { eventually } from '../../support/eventually.ts';
import { HandDrivenStream } from '../../support/handDrivenStream.ts';
import { nested } from '../../support/nested.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const test = suite('writeBatch');

const MAX_FRAME = 100_000;
/** The message, its items and the item are around the data. */
const DEEPEST = 997;
const codecs = await serverCodecs(MAX_FRAME);

const itemOf = (d: unknown): Item => ({ op: 'ins', d, et: 1 });

/** The offsets of the batches that are written, and whether each is a hole, with any of the codecs alone. */
function written(...values: readonly unknown[]): unknown[] {
  const batch = { channel: 0, offset: 0, items: values.map(itemOf), before: 0, watermark: 0 };
  const [first, ...others] = codecs.map((codec) =>
    writeBatch(batch, [codec], MAX_FRAME).map(({ offset, isHole }) => [offset, isHole]),
  );
  for (const other of others) assert.equal(other, first);
  return first as unknown[];
}

test('what is nested as deep as a message may be is read by every codec', () => {
  const items = [itemOf(nested(DEEPEST)), itemOf({ a: nested(DEEPEST - 1) })];
  const batch = { channel: 0, offset: 0, items, before: 0, watermark: 0 };
  for (const codec of codecs) {
    const [entry] = writeBatch(batch, [codec], MAX_FRAME);
    for (const other of codecs) {
      const frame = entry?.frame(other, codecs);
      const { items: read } = other.decode(frame?.payload() ?? '') as { items: Item[] };
      assert.is(JSON.stringify(read), JSON.stringify(items));
    }
  }
});

test('what is nested deeper is a hole in every codec, and what is around it comes', () => {
  for (const deep of [
    nested(DEEPEST + 1),
    nested(100_000),
    { a: 1, b: [{}, nested(DEEPEST - 1)] },
    { toJSON: () => nested(DEEPEST + 1) },
  ])
    assert.equal(written(1, deep, 3, 4), [
      [0, false],
      [1, true],
      [2, false],
    ]);
});

test('what holds itself cannot be written, however deep that is', () => {
  const ring: unknown[] = [];
  ring.push({ ring });
  assert.throws(() => written(ring), /circular|call stack/);
});

test('readers of all codecs go on behind what is nested too deep, and are told', async () => {
  const source = new HandDrivenStream<unknown>();
  const server = await createFeedServer({ feeds: [createFeed('f', source.stream)] });
  const clients = codecs.map(({ name }) => connectFeeds(server.url, { subprotocol: name }));
  const heard = clients.map((client) => {
    const told: unknown[] = [];
    client.feed('f', { since: 'start' }).subscribe((event) => {
      if (event.kind === 'event') told.push(event.offset);
      if (event.kind === 'skip') told.push(event.why);
    });
    return told;
  });
  await eventually(() => server.stats().feeds[0]?.subscribers === clients.length);
  for (const value of [1, nested(1_000), 3]) source.push([value]);
  await eventually(() => heard.every(({ length }) => length >= 3));
  for (const told of heard) assert.equal(told, [0, 'tooLarge', 2]);
  assert.is(server.stats().feeds[0]?.skipped, clients.length);
  for (const client of clients) client.close();
  await server.close();
});

test.run();
