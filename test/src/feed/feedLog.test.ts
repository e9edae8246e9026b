import { LogEntry } from '../../../src/feed/logEntry.ts';
import { seededRandom } from '../../../src/runtime/index.ts';
import type { FeedLog } from '../../../src/feed/feedLog.ts';
import { append, logKinds, lookAt, readAll } from '../../support/feedLogs.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const upTo = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, i) => from + i);

for (const kind of logKinds) {
  const test = suite(`a log ${kind.name}`);

  test('holds nothing at any offset while it is empty', () =>
    kind.with({}, async (log) => {
      assert.equal([log.floor, log.head, log.end, log.bytes, log.at(0)], [0, 0, 0, 0, undefined]);
      assert.equal([log.watermarkBefore(0), log.goneLatest], [-Infinity, -Infinity]);
      assert.equal([log.oldestAt, log.reaching(-1e300)], [undefined, undefined]);
      assert.is(
        log.fetch(0, () => undefined),
        false,
      );
    }));

  test('gives back every event at its offset, however far back', () =>
    kind.with({}, async (log) => {
      for (let i = 0; i < 300; i += 1) append(log, 1 + (i % 4));
      assert.equal([log.floor, log.head], [0, 750]);
      assert.equal(await readAll(log), upTo(0, 750));
      assert.is(await lookAt(log, -1), undefined);
      assert.is(await lookAt(log, 750), undefined);
    }));

  test('gives events back in any order, also to several readers at once', () =>
    kind.with({}, async (log) => {
      for (let i = 0; i < 200; i += 1) append(log, 3);
      const random = seededRandom(3);
      const offsets = Array.from({ length: 300 }, () => Math.floor(random() * 600));
      const found = await Promise.all(offsets.map((offset) => lookAt(log, offset)));
      assert.equal(
        found.map((entry) => entry?.offset),
        offsets.map((offset) => offset - (offset % 3)),
      );
    }));

  const bounds = [
    ['events', { maxEvents: 160 }, ({ head, floor }: FeedLog) => (head - floor) / 160],
    ['bytes', { maxBytes: 16_000 }, ({ bytes }: FeedLog) => bytes / 16_000],
  ] as const;
  for (const [name, limits, filled] of bounds) {
    test(`never keeps more ${name} than it may, and little less`, () =>
      kind.with(limits, async (log) => {
        for (let i = 0; i < 500; i += 1) {
          append(log, 2);
          assert.ok(filled(log) <= 1);
        }
        assert.ok(log.floor > 0 && filled(log) > 0.98 - 2 * kind.step);
        assert.equal(await readAll(log), upTo(log.floor, 1_000));
        assert.is(await lookAt(log, log.floor - 1), undefined);
      }));
  }

  test('drops what is older than it may be, when something comes and when time passes', () =>
    kind.with({ maxAge: 1_600 }, async (log) => {
      for (let at = 0; at < 4_000; at += 50) append(log, 1, { at });
      // At 3,950 the youngest that is too old came at 2,350, the 47th.
      const [least, most] = [48 - Math.ceil((1_600 * kind.step) / 50), 48];
      assert.ok(log.floor >= least && log.floor <= most, `floor ${log.floor}`);
      assert.equal(await readAll(log), upTo(log.floor, 80));
      assert.ok((log.oldestAt as number) >= 2_350);
      log.trim(5_000);
      assert.ok(log.floor > 60 && log.floor < 80);
      log.trim(6_000);
      assert.equal([log.floor, log.head, log.bytes, log.oldestAt], [80, 80, 0, undefined]);
      append(log, 1, { at: 6_000 });
      assert.equal(await readAll(log), [80]);
    }));

  test('knows a watermark before each offset that never is higher than the true one', () =>
    kind.with({ maxEvents: 400 }, async (log) => {
      for (let i = 0; i < 300; i += 1) append(log, 2);
      let last = -Infinity;
      for (let offset = log.floor; offset <= log.head; offset += 1) {
        const watermark = log.watermarkBefore(offset);
        assert.ok(watermark <= (offset - (offset % 2)) * 10 && watermark >= last);
        assert.ok(watermark > -Infinity);
        last = watermark;
      }
      assert.is(last, 6_000);
    }));

  test('finds the first batch with an event as late as a time, and the latest of those gone', () =>
    kind.with({ maxEvents: 100 }, async (log) => {
      const random = seededRandom(8);
      const times = Array.from({ length: 400 }, () => Math.floor(random() * 1_000));
      for (let i = 0; i < 400; i += 2) append(log, 2, { times: times.slice(i, i + 2) });
      assert.is(log.goneLatest, Math.max(...times.slice(0, log.floor)));
      for (let time = 0; time <= 1_001; time += 7) {
        const first = times.findIndex((one, i) => i >= log.floor && one >= time);
        const expected = first < 0 ? undefined : first - (first % 2);
        assert.is(log.reaching(time)?.offset, expected);
      }
    }));

  test('keeps the place of an event that is too large to send', () =>
    kind.with({}, async (log) => {
      append(log, 1);
      log.append(new LogEntry(1, 1, 20, 5), []);
      for (let i = 0; i < 50; i += 1) append(log, 1);
      assert.equal((await readAll(log)).slice(0, 3), [0, 'hole', 2]);
    }));

  test('goes on when a reader asks for what is dropped meanwhile', () =>
    kind.with({ maxEvents: 64 }, async (log) => {
      for (let i = 0; i < 64; i += 1) append(log, 1);
      const asked = lookAt(log, log.floor);
      for (let i = 0; i < 200; i += 1) append(log, 1);
      assert.ok(((await asked)?.offset ?? 0) === 0);
      assert.equal(await readAll(log), upTo(log.floor, 264));
      assert.is(log.isBroken, false);
    }));

  test.run();
}
