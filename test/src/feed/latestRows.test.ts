import { EventLog } from '../../../src/feed/eventLog.ts';
import { LatestRows, readWhole } from '../../../src/feed/latestRows.ts';
import { LogEntry } from '../../../src/feed/logEntry.ts';
import { writeBatch } from '../../../src/feed/writeBatch.ts';
import { seededRandom } from '../../../src/runtime/index.ts';
import { jsonCodec, loadMsgpackCodec } from '../../../src/wire/index.ts';
import type { Item } from '../../../src/wire/index.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const codecs = [jsonCodec, await loadMsgpackCodec()];
const test = suite('LatestRows');

const window = { pane: 'early', i: 0, final: false } as const;
const item = (k: unknown, s?: number): Item => ({
  k,
  op: 'ins',
  d: null,
  et: 0,
  ...(s === undefined ? {} : { win: { ...window, s, e: s + 1 } }),
});

function logOf(maxEvents = 1_000): { log: EventLog; put(...items: Item[]): void } {
  const log = new EventLog({ maxEvents, maxBytes: 1_000_000, maxAge: Infinity });
  const put = (...items: Item[]): void => {
    const batch = { channel: 0, offset: log.head, items, before: 0, watermark: 0 };
    for (const entry of writeBatch(batch, codecs.slice(1), 1_000_000)) log.append(entry);
  };
  return { log, put };
}

const offsetsOf = (rows: LatestRows, from: number, most = 100): unknown => {
  const { found, end } = rows.from(from, most);
  return [found.map(({ offset }) => offset), end];
};

test('gives the newest event of each key and window, in the order of offsets', () => {
  const { log, put } = logOf();
  const rows = new LatestRows(log, readWhole(codecs));
  put(item('a'), item('b'), item('a', 0), item('a', 1), item('a'), item(1), item('1'));
  assert.equal(offsetsOf(rows, 0), [[1, 2, 3, 4, 5, 6], 7]);
  put(item('b'), item('a', 1));
  assert.equal(offsetsOf(rows, 0), [[2, 4, 5, 6, 7, 8], 9]);
  assert.equal(offsetsOf(rows, 5), [[5, 6, 7, 8], 9]);
  assert.equal(offsetsOf(rows, 0, 2), [[2, 4], 5]);
  assert.equal(rows.from(7, 1).found[0]?.item, item('b'));
});

test('events without a key and window are one row', () => {
  const { log, put } = logOf();
  const rows = new LatestRows(log, readWhole(codecs));
  put(item(undefined), item(undefined));
  put(item(undefined));
  assert.equal(offsetsOf(rows, 0), [[2], 3]);
});

test('keeps what takes the place of other windows, whatever comes later', () => {
  const { log, put } = logOf();
  const rows = new LatestRows(log, readWhole(codecs));
  const merged: Item = {
    ...item('a'),
    win: { ...window, s: 0, e: 9, replaces: [{ s: 0, e: 1 }] },
  };
  const later: Item = { ...item('a'), win: { ...window, s: 0, e: 9 } };
  put(item('a', 0), merged, later, later);
  assert.equal(offsetsOf(rows, 0), [[0, 1, 3], 4]);
});

test('stops before an event that cannot be told', () => {
  const { log, put } = logOf();
  const rows = new LatestRows(log, readWhole(codecs));
  put(item('a'));
  log.append(new LogEntry(1, 1, 0));
  put(item('a'), item('b'));
  assert.equal(offsetsOf(rows, 0), [[], 1]);
  assert.equal(offsetsOf(rows, 2), [[2, 3], 4]);
});

test('agrees with a look at all that the log keeps, and holds nothing else', () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const random = seededRandom(seed);
    const { log, put } = logOf(20);
    const rows = new LatestRows(log, readWhole(codecs));
    const keys: string[] = [];
    for (let step = 0; step < 20; step += 1) {
      const batch = Array.from({ length: 1 + Math.floor(random() * 4) }, () =>
        String(Math.floor(random() * 6)),
      );
      keys.push(...batch);
      put(...batch.map((key) => item(key)));
      if (random() < 0.5) continue;
      const from = log.floor + Math.floor(random() * (log.head - log.floor));
      const expected = keys.flatMap((key, i) =>
        i >= from && keys.lastIndexOf(key) === i ? i : [],
      );
      assert.equal(offsetsOf(rows, from), [expected, log.head], `seed ${seed}`);
      assert.ok(rows.size <= Math.min(6, log.events), `seed ${seed}`);
    }
  }
});

test.run();
