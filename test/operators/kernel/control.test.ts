import { SnapshotCollector, SnapshotReader } from '../../../operators/kernel/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('control');

test('gives back under each name what was put under it, stage by stage', () => {
  const collector = new SnapshotCollector();
  collector.put('source', 1);
  collector.within('flights').put('window', { n: 2 });
  collector.within('flights').within('inner').put('window', 3);
  assert.equal(collector.snapshot, {
    source: 1,
    'flights/window': { n: 2 },
    'flights/inner/window': 3,
  });
  const reader = new SnapshotReader(collector.snapshot);
  assert.is(reader.find('source')?.state, 1);
  assert.equal(reader.within('flights').find('window')?.state, { n: 2 });
  assert.is(reader.within('flights').within('inner').find('window')?.state, 3);
});

test('refuses two parts of one name', () => {
  const collector = new SnapshotCollector();
  collector.within('a').put('window', 1);
  collector.within('b').put('window', 1);
  const again = (): void => collector.within('a').put('window', 2);
  assert.throwsCode(
    again,
    'MILLRACE_DUPLICATE_NAME',
    "snapshot: two operators are named 'a/window'",
  );
});

test('says what the snapshot holds when a part is missing', () => {
  const reader = new SnapshotReader({ 'a/window': 1 }).within('b');
  assert.throwsCode(
    () => reader.find('window')?.state,
    'MILLRACE_SNAPSHOT_MISSING',
    "no saved state for 'b/window'; the snapshot holds a/window",
  );
  const none = new SnapshotReader({});
  assert.throwsCode(
    () => none.find('toString')?.state,
    'MILLRACE_SNAPSHOT_MISSING',
    'the snapshot holds nothing',
  );
});

test('tells a part that was saved as undefined from one that is missing', () => {
  assert.is(new SnapshotReader({ window: undefined }).find('window')?.state, undefined);
});

test.run();
