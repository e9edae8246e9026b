import { stageFigures } from '../../../../src/dashboard/drawing/stageFigures.ts';
import type { StageReport } from '../../../../src/dashboard/index.ts';
import type { StageKind } from '../../../../src/graph/index.ts';
import * as assert from '../../../support/assert.ts';
import { suite } from '../../../support/suite.ts';

const test = suite('stageFigures');

const STATS: StageReport = {
  name: 's',
  in: 999_999,
  out: 1_234_567,
  late: 2,
  dropped: 0,
  quarantined: 0,
  invalid: 0,
  failed: 0,
  unassigned: 0,
  onTime: 0,
  corrections: 0,
  stateSize: 12,
  watermark: 7,
  queueDepth: 0,
  busyMs: 1,
  backPressuredMs: 0,
  pausingMs: 0,
  idleMs: 999,
  state: 'busy',
};

function textsOf(kind: StageKind, stats: StageReport | undefined): string[] {
  const node = { name: 's', kind, operators: [] };
  const rows = stageFigures({ node, stats, explained: undefined });
  return rows.flat().map(({ label, text }) => `${label} ${text}`);
}

const tables: readonly (readonly [StageKind, Partial<StageReport>, readonly string[]])[] = [
  ['source', {}, ['in 999,999', 'late 2', 'out 1.23M', 'lag –']],
  ['port', { watermark: 'end' }, ['out 1.23M', 'lag end']],
  ['stage', {}, ['in 999,999', 'late 2', 'out 1.23M', 'busy 0.1%', 'state 12', 'lag –']],
  ['source', { late: 99_999 }, ['in 999,999', 'late 99,999', 'out 1.23M', 'lag –']],
  ['source', { late: 123_456 }, ['in 999,999', 'late 123.5K', 'out 1.23M', 'lag –']],
  ['sink', { busyMs: 999 }, ['in 999,999', 'late 2', 'out 1.23M', 'busy 50%', 'state 12', 'lag –']],
];

for (const [kind, stats, texts] of tables) {
  test(`tells of a ${kind} what passes and what to look at`, () =>
    assert.equal(textsOf(kind, { ...STATS, ...stats }), texts));
}

test('tells of a stage without counters that nothing is known', () =>
  assert.equal(textsOf('stage', undefined), [
    'in 0',
    'late 0',
    'out 0',
    'busy –',
    'state 0',
    'lag –',
  ]));

test.run();
