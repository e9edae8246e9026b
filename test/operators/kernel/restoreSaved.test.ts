import { of } from 'rxjs';
import {
  eventTime,
  fixedWindow,
  makeRows,
  mean,
  RowSource,
  SnapshotReader,
} from '../../../operators/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('restoreSaved');

test('state that does not fit its operator is told with its place and what to do', () => {
  const saved = { 'stage/fixedWindow': 'nonsense' };
  const state = new SnapshotReader(saved, () => true).within('stage');
  const error: unknown[] = [];
  new RowSource(of(makeRows<number>({ control: { kind: 'restore', state } })))
    .pipe(
      eventTime({ timestamp: (at) => at, outOfOrderness: 0, name: 'entry' }),
      fixedWindow({ size: 10, late: 'drop', aggregate: { average: mean((at) => at) } }),
    )
    .subscribe({ error: (thrown) => error.push(thrown) });
  assert.hasCode(error[0], 'MILLRACE_SNAPSHOT_UNREADABLE', "'stage/fixedWindow' does not fit");
  assert.hasCode(error[0], 'MILLRACE_SNAPSHOT_UNREADABLE', 'checkpoints.dropped');
});

test.run();
