import { EventLog } from '../../../src/feed/eventLog.ts';
import { Frame } from '../../../src/feed/frame.ts';
import { LogEntry } from '../../../src/feed/logEntry.ts';
import { seededRandom } from '../../../src/runtime/index.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const test = suite('EventLog');

function entry(offset: number, count: number, bytes: number, watermark: number = offset): LogEntry {
  const made = new LogEntry(offset, count, watermark);
  made.put('json', new Frame(Buffer.alloc(bytes - 2), false));
  return made;
}

test('an empty log holds nothing at any offset', () => {
  const log = new EventLog({ maxEvents: 10, maxBytes: 1_000, maxAge: Infinity });
  assert.equal(
    [log.floor, log.head, log.bytes, log.at(0), log.watermarkBefore(0)],
    [0, 0, 0, undefined, -Infinity],
  );
});

test('the oldest batches go when there are too many events', () => {
  const log = new EventLog({ maxEvents: 5, maxBytes: 1_000, maxAge: Infinity });
  log.append(entry(0, 2, 10));
  log.append(entry(2, 3, 10));
  assert.is(log.floor, 0);
  log.append(entry(5, 1, 10));
  assert.equal([log.floor, log.head, log.events, log.bytes], [2, 6, 4, 20]);
  assert.is(log.at(1), undefined);
  assert.is(log.at(4)?.offset, 2);
  assert.is(log.at(6), undefined);
});

test('the oldest batches go when there are too many bytes', () => {
  const log = new EventLog({ maxEvents: 100, maxBytes: 25, maxAge: Infinity });
  for (let i = 0; i < 4; i += 1) log.append(entry(i, 1, 10));
  assert.equal([log.floor, log.bytes], [2, 20]);
});

test('a batch larger than the whole log leaves an empty log at its end', () => {
  const log = new EventLog({ maxEvents: 100, maxBytes: 25, maxAge: Infinity });
  log.append(entry(0, 7, 30));
  assert.equal([log.floor, log.head, log.bytes], [7, 7, 0]);
});

test('a batch that grows by a second codec counts with both', () => {
  const log = new EventLog({ maxEvents: 100, maxBytes: 25, maxAge: Infinity });
  const [first, second] = [entry(0, 1, 10), entry(1, 1, 10)];
  log.append(first);
  log.append(second);
  second.put('msgpack', new Frame(Buffer.alloc(8), true));
  log.grew(second, 10);
  assert.equal([log.floor, log.bytes], [1, 20]);
});

test('finds the first batch with an event as late as a time, and knows the latest of those gone', () => {
  const log = new EventLog({ maxEvents: 3, maxBytes: 1_000, maxAge: Infinity });
  for (const [i, latest] of [70, 30, 50, 40, 60].entries()) {
    const made = new LogEntry(i, 1, 0, latest);
    made.put('json', new Frame(Buffer.alloc(1), false));
    log.append(made);
  }
  assert.equal(
    [0, 50, 51, 61].map((time) => log.reaching(time)?.offset),
    [2, 2, 4, undefined],
  );
  assert.is(log.goneLatest, 70);
});

test('the watermark before an offset is that of the batch before, also of one that is gone', () => {
  const log = new EventLog({ maxEvents: 2, maxBytes: 1_000, maxAge: Infinity });
  for (let i = 0; i < 4; i += 1) log.append(entry(i, 1, 10, 100 + i));
  assert.equal(
    [2, 3, 4].map((offset) => log.watermarkBefore(offset)),
    [101, 102, 103],
  );
});

test('finds each offset as a plain list of the events would', () => {
  const random = seededRandom(5);
  const log = new EventLog({ maxEvents: 300, maxBytes: 2_000, maxAge: Infinity });
  let batches: { offset: number; count: number; bytes: number }[] = [];
  let head = 0;
  for (let round = 0; round < 2_000; round += 1) {
    const batch = {
      offset: head,
      count: 1 + Math.floor(random() * 9),
      bytes: 10 + Math.floor(random() * 90),
    };
    log.append(entry(batch.offset, batch.count, batch.bytes));
    batches.push(batch);
    head += batch.count;
    while (sum(batches, 'count') > 300 || sum(batches, 'bytes') > 2_000) batches = batches.slice(1);
    assert.equal(
      [log.head, log.floor, log.bytes],
      [head, batches[0]?.offset, sum(batches, 'bytes')],
    );
    const offset = Math.floor(random() * (head + 2));
    const holder = batches.find((one) => offset >= one.offset && offset < one.offset + one.count);
    assert.is(log.at(offset)?.offset, holder?.offset);
  }
});

function sum<K extends string>(rows: readonly Record<K, number>[], field: K): number {
  return rows.reduce((total, row) => total + row[field], 0);
}

test.run();
